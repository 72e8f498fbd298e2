// SPDX-License-Identifier: Apache-2.0
// Of an alert that an indicator raised: which one, of which list, how far it may go, until when.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { post } from '@/api/client';
import type { LookupAnswer } from '@/api/indicator_types';
import type { Alert } from '@/api/types';
import { useTexts } from '@/i18n';
import { readTags } from '@/shared/event_parts';
import { raisedBy, searchPath } from '@/shared/indicators';
import type { RaisedBy } from '@/shared/indicators';
import { useCan } from '@/shared/session';
import { TlpTag } from '@/shared/tlp';
import { Definition, Nothing, Tag, Time } from '@/shared/ui';

/** What the lists say of a value now; nothing for those who may not see lists. */
function useKnown(value: string, enabled: boolean) {
  return useQuery({
    queryKey: ['indicators', 'known', value], queryFn: () => post<LookupAnswer>('/indicators/lookup', { values: [value] }).then((answer) => answer.rows[0] ?? null),
    enabled: enabled && value !== '', staleTime: 60_000, retry: false,
  });
}

export function IndicatorBlock({ alert, by }: { alert: Alert; by: RaisedBy }) {
  const { t, dyn } = useTexts();
  const can = useCan();
  const known = useKnown(by.value, can('rule'));
  const all = known.data?.indicators ?? [];
  // One that a network or a domain encloses stands there as well.
  const here = all.find((one) => one.list_id === by.list && one.value === by.value);
  const others = all.filter((one) => one.list_id !== by.list);
  const name = here?.list_name ?? /"(.*)": /s.exec(alert.rule_title)?.[1] ?? t('ioc.alert_list', { id: by.list });
  return (
    <div className="lc-block" data-testid="alert-indicator">
      <h3>{t('ioc.alert_title')}</h3>
      <Definition items={[
        [t('ioc.value'), (
          <span key="v" className="lc-row">
            <b className="lc-mono lc-break">{by.value || '—'}</b>
            {by.value && can('event') ? <Link to={searchPath(by.value, by.kind)} title={t('ioc.search_events_hint')} data-testid="alert-indicator-search">{t('ioc.search_events')}</Link> : null}
            {by.value && can('hunt', 'write') ? <Link to={`/hunts/new?${new URLSearchParams({ indicators: by.value, title: by.value, days: '30' }).toString()}`}>{t('ioc.hunt')}</Link> : null}
          </span>
        )],
        [t('ioc.kind'), dyn(`ioc.kind_${by.kind}`, by.kind)],
        [t('ioc.list'), can('rule') ? <Link key="l" to={`/indicators/lists/${by.list}`} data-testid="alert-indicator-list">{name}</Link> : name],
        [t('ioc.tlp'), by.tlp ? <TlpTag key="t" tlp={by.tlp} /> : ''],
        ...(here ? [
          [t('ioc.valid_until'), <span key="u" className="lc-row">{here.valid_until ? <Time at={here.valid_until} /> : t('ioc.no_end')}{here.is_valid ? null : <Tag tone="medium">{t('ioc.verdict_expired')}</Tag>}{here.is_excluded ? <Tag tone="neutral">{t('ioc.verdict_excluded')}</Tag> : null}</span>],
          [t('ioc.about'), [here.description, here.source].filter(Boolean).join(' – ')],
        ] as [string, React.ReactNode][] : []),
        ...(others.length > 0 ? [[t('ioc.alert_others'), <span key="o" className="lc-row">{others.map((one) => <Link key={`${one.list_id} ${one.value}`} to={`/indicators/lists/${one.list_id}`}>{one.list_name}</Link>)}</span>] as [string, React.ReactNode]] : []),
      ]} />
      {known.data && !here ? <p className="lc-muted lc-small">{t('ioc.alert_gone')}</p> : null}
    </div>
  );
}

/** Instead of the rule, which there is none of. */
export function NoRule({ alert }: { alert: Alert }) {
  const { t } = useTexts();
  const tags = readTags(alert.tags);
  if (raisedBy(alert) === null) return <Nothing text={t('alerts.no_rule', { id: alert.rule_id })} />;
  return (
    <div className="lc-stack">
      <p className="lc-muted">{t('ioc.alert_no_rule')}</p>
      <span className="lc-row">{tags.map((tag) => <Tag key={tag} tone="neutral">{tag}</Tag>)}</span>
    </div>
  );
}
