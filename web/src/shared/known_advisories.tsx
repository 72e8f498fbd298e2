// SPDX-License-Identifier: Apache-2.0
// Issued advisories about a system's products or a finding's CVEs.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { get } from '@/api/client';
import type { components } from '@/api/schema';
import { useTexts } from '@/i18n';
import { useCan } from './session';
import { Card, LevelTag, Loaded, Nothing, Tag } from './ui';

type Known = components['schemas']['KnownAdvisoryView'];

function whereTo(row: Known, mayReadAll: boolean): string {
  if (row.delivery_id) return `/advisories/deliveries/${row.delivery_id}`;
  return mayReadAll ? `/advisories/${row.advisory_id}` : '';
}

/** Words of the page: it loads their file, what is shared does not. */
export interface Words {
  title: string;
  none: string;
  because: (product: string) => string;
  byCve: string;
  noVersion: string;
}

/** \param of  "systems/12" or "findings/3". */
export default function KnownAdvisories({ of, words, hideEmpty = false }: { of: string; words: Words; hideEmpty?: boolean }) {
  const { dyn } = useTexts();
  const can = useCan();
  const known = useQuery({ queryKey: ['known-advisories', of], queryFn: () => get<{ rows: Known[] }>(`/${of}/advisories`), enabled: can('advisory_delivery') });
  if (!can('advisory_delivery') || (hideEmpty && known.data?.rows.length === 0)) return null;
  return (
    <Card title={words.title}>
      <Loaded query={known} rows={2}>
        {({ rows }) => rows.length === 0 ? <Nothing text={words.none} /> : (
          <ul className="lc-plain-list" data-testid="known-advisories">
            {rows.map((row) => {
              const to = whereTo(row, can('advisory'));
              return (
                <li key={row.advisory_id} className="lc-row">
                  <LevelTag level={row.severity} />
                  {to ? <Link to={to}>{row.number} · {row.title}</Link> : <span>{row.number} · {row.title}</span>}
                  <span className="lc-muted lc-small">{row.product ? words.because(row.product) : words.byCve}</span>
                  {row.is_certain ? null : <Tag tone="medium">{words.noVersion}</Tag>}
                  {row.answer ? <Tag tone={row.answer === 'open' ? 'medium' : 'neutral'}>{dyn(`choice.advisory_answer.answer.${row.answer}`)}</Tag> : null}
                </li>
              );
            })}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}
