// SPDX-License-Identifier: Apache-2.0
// The directive, clause by clause, with how far each duty is met.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { get } from '@/api/client';
import type { DirectiveView } from '@/api/types';
import { useTexts } from '@/i18n';
import { DutyBar } from '@/shared/duty';
import { Card, Loaded, PageHead, Tag } from '@/shared/ui';

export default function Directive() {
  const { t, pick } = useTexts();
  const directive = useQuery({ queryKey: ['directive'], queryFn: () => get<DirectiveView>('/directive') });
  return (
    <Loaded query={directive} rows={14}>
      {(data) => (
        <>
          <PageHead title={t('nav.directive')} sub={pick(data.title_vi, data.title_en)} />
          <div className="lc-stack">
            {data.clauses.map((clause) => (
              <Card key={clause.id} title={<>{t('directive.point', { clause: clause.id })} <span className="lc-clause">{pick(clause.title_vi, clause.title_en)}</span></>} label={clause.id}>
                {clause.obligations.length === 0 ? <p className="lc-muted">{pick(clause.none_vi, clause.none_en)}</p> : null}
                <ul className="lc-plain-list">
                  {clause.obligations.map((o) => (
                    <li key={o.id} className="lc-obligation" data-testid="obligation">
                      <Link to={`/duties?obligation=${encodeURIComponent(o.id)}`}>{pick(o.title_vi, o.title_en)}</Link>
                      <span className="lc-row">{o.soft ? <Tag tone="neutral">{t('duty.soft')}</Tag> : null}</span>
                      {o.measured ? <DutyBar counts={o.counts} /> : <Tag tone="neutral">{t('duty.status.not_measured')}</Tag>}
                    </li>
                  ))}
                </ul>
              </Card>
            ))}
          </div>
        </>
      )}
    </Loaded>
  );
}
