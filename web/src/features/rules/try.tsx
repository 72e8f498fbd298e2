// SPDX-License-Identifier: Apache-2.0
// A version run over the events of the last hours: what it would raise, beside what is raised now.
import { ExperimentOutlined } from '@ant-design/icons';
import { Alert, Button, Select, Table } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import type { JobView, TryResult, TryRule, TrySample, VersionDetail } from '@/api/rule_types';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { AgencyName, Card, LevelTag, Nothing, Time } from '@/shared/ui';
import { tryVersion, useRefresh } from './data';
import { isLive } from './staging';
import { huntLink, noisiest } from './trial';
import { serverWords } from './words';

const choices = [1, 6, 24, 72, 168];

export function TryPanel({ detail, job }: { detail: VersionDetail; job: JobView | null }) {
  const { t } = useTexts();
  const can = useCan();
  const refresh = useRefresh();
  const { failed } = useNotice();
  const [hours, setHours] = useState(24);
  const [busy, setBusy] = useState(false);
  const { version, tried } = detail;
  const running = job !== null && isLive(job);
  const run = () => {
    setBusy(true);
    tryVersion(version.id, hours).then(refresh, failed).finally(() => setBusy(false));
  };
  const mayTry = can('rule', 'write') && (version.state === 'validated' || version.state === 'replaced' || version.state === 'in_force');
  const added = new Set(version.state === 'in_force' ? [] : detail.changes.filter((c) => c.change === 'added').map((c) => c.id));
  return (
    <div className="lc-stack">
      {mayTry ? (
        <Card label={t('try.title')}>
          <div className="lc-row">
            <span>{t('try.over')}</span>
            <Select value={hours} onChange={setHours} style={{ width: 150 }} aria-label={t('try.over')} data-testid="try-hours" options={choices.map((value) => ({ value, label: value < 48 ? t('try.hours', { n: value }) : t('try.days', { n: value / 24 }) }))} />
            <Button type={tried ? 'default' : 'primary'} icon={<ExperimentOutlined />} loading={busy} disabled={running} onClick={run} data-testid="try-run">{t(tried ? 'try.again' : 'try.run')}</Button>
            <span className="lc-muted">{t('try.what')}</span>
          </div>
        </Card>
      ) : null}
      {tried ? <TryReport result={tried} at={detail.tried_at} added={added} /> : running ? null : <Nothing text={t('try.none')} />}
    </div>
  );
}

function TryReport({ result, at, added }: { result: TryResult; at: string | null; added: Set<string> }) {
  const texts = useTexts();
  const { t } = texts;
  const more = result.alerts > result.alerts_now;
  return (
    <>
      <Card label={t('try.title')}>
        <div className="lc-stack" data-testid="try-result">
          <p className="lc-try-head">
            {t('try.would')} <b className={more ? 'lc-text-high' : 'lc-text-good'} data-testid="try-alerts">{t('try.n_alerts', { n: formatNumber(result.alerts) })}</b>
            {'; '}{t('try.now')} <b data-testid="try-alerts-now">{formatNumber(result.alerts_now)}</b>.
          </p>
          <p className="lc-muted">
            {t('try.span')} <Time at={result.from} /> – <Time at={result.to} /> · {t('try.events', { n: formatNumber(result.events_read), per: formatNumber(Math.round(result.events_per_second)) })}
            {result.suppressed > 0 ? ` · ${t('try.suppressed', { n: formatNumber(result.suppressed) })}` : ''}{at ? <> · {t('try.at')} <Time at={at} /></> : null}
          </p>
          {result.is_complete ? null : <Alert type="warning" showIcon title={t('try.incomplete', { n: formatNumber(result.events_read), all: formatNumber(result.events_total) })} description={serverWords(texts, result.stopped_because)} />}
          <table className="lc-plain-table lc-narrow-table">
            <thead><tr><th scope="col">{t('rules.level')}</th><th scope="col" className="lc-num">{t('try.alerts_new')}</th><th scope="col" className="lc-num">{t('try.alerts_now')}</th><th scope="col" className="lc-num">{t('try.detections')}</th></tr></thead>
            <tbody>{result.by_level.map((l) => (
              <tr key={l.level}><th scope="row"><LevelTag level={l.level} /></th><td className="lc-num"><b>{formatNumber(l.alerts)}</b></td><td className="lc-num">{formatNumber(l.alerts_now)}</td><td className="lc-num">{formatNumber(l.detections)}</td></tr>
            ))}</tbody>
          </table>
        </div>
      </Card>
      <Card title={t('try.by_rule', { n: formatNumber(result.rules_total) })} className="lc-card-flush">
        <Table<TryRule> size="small" rowKey="id" dataSource={noisiest(result.rules)} pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }} scroll={{ x: 900 }}
          locale={{ emptyText: <Nothing text={t('try.nothing')} /> }}
          expandable={{ rowExpandable: (r) => r.samples.length > 0, expandedRowRender: (r) => <Samples samples={r.samples} rule={added.has(r.id) ? '' : r.id} /> }} columns={[
            { title: t('rules.title'), render: (_, r) => added.has(r.id) ? <span>{r.title} <span className="lc-muted lc-small">({t('rule_version.added')})</span></span> : <Link to={`/rules/${encodeURIComponent(r.id)}`}>{r.title}</Link> },
            { title: t('rules.level'), width: 130, render: (_, r) => <LevelTag level={r.level} /> },
            { title: t('try.alerts_new'), align: 'right', width: 120, render: (_, r) => <b>{formatNumber(r.alerts)}</b> },
            { title: t('try.alerts_now'), align: 'right', width: 110, render: (_, r) => formatNumber(r.alerts_now) },
            { title: t('try.difference'), align: 'right', width: 110, render: (_, r) => <Difference n={r.alerts - r.alerts_now} /> },
            { title: t('try.detections'), align: 'right', width: 110, render: (_, r) => formatNumber(r.detections) },
            { title: t('rules.suppressed'), align: 'right', width: 110, render: (_, r) => formatNumber(r.suppressed) },
          ]} />
        {result.rules_total > result.rules.length ? <p className="lc-muted lc-inset">{t('try.first_rules', { n: formatNumber(result.rules.length) })}</p> : null}
      </Card>
    </>
  );
}

function Difference({ n }: { n: number }) {
  if (n === 0) return <span className="lc-muted">0</span>;
  return <span className={n > 0 ? 'lc-text-high' : 'lc-text-good'}>{n > 0 ? '+' : '−'}{formatNumber(Math.abs(n))}</span>;
}

/** Events that would be found; they open in the hunt. `rule` empty: it is not in force, nothing explains it yet. */
export function Samples({ samples, rule }: { samples: TrySample[]; rule: string }) {
  const { t } = useTexts();
  const can = useCan();
  return (
    <table className="lc-plain-table" data-testid="samples">
      <thead><tr><th scope="col">{t('hunt.time')}</th><th scope="col">{t('hunt.host')}</th><th scope="col">{t('hunt.agency')}</th><th scope="col"><span className="lc-sr">{t('try.event')}</span></th></tr></thead>
      <tbody>{samples.map((s) => (
        <tr key={s.event_id}>
          <td><Time at={s.time} seconds /></td><td className="lc-mono">{s.host}</td><td><AgencyName id={s.agency_id} empty={t('alerts.no_agency')} /></td>
          <td>{can('event') ? (
            <span className="lc-row">
              <Link to={huntLink(s)} data-testid="sample-event">{t('try.event')}</Link>
              {rule ? <Link to={`/rules/${encodeURIComponent(rule)}?tab=explain&event=${encodeURIComponent(s.event_id)}`}>{t('try.why')}</Link> : null}
            </span>
          ) : null}</td>
        </tr>
      ))}</tbody>
    </table>
  );
}
