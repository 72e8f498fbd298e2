// SPDX-License-Identifier: Apache-2.0
// One hunt: progress, what was found, the conclusion.
import { DownloadOutlined } from '@ant-design/icons';
import { Alert, Button, Progress, Table } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router-dom';
import { apiUrl } from '@/api/client';
import { useTexts } from '@/i18n';
import { formatNumber, formatTime } from '@/shared/format';
import { useSystems } from '@/shared/lookups';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { AgencyName, Card, Definition, LevelTag, Loaded, Nothing, PageHead, Tag, Time } from '@/shared/ui';
import { ConcludeDialog } from './conclude';
import { cancelHunt, covered, eventPath, isLive, percentOf, startHunt, targetsOf, techniquesOf, texts as listOf, useHits, useHunt, useRefresh } from './data';
import type { Hunt, HuntHit, Target } from './data';
import { ConclusionTag, StateTag } from './tags';

export default function HuntPage() {
  const { id = '' } = useParams();
  const hunt = useHunt(Number(id));
  return <Loaded query={hunt} rows={10}>{(row) => <Content key={row.id} hunt={row} />}</Loaded>;
}

function Content({ hunt }: { hunt: Hunt }) {
  const { t } = useTexts();
  const [concluding, setConcluding] = useState(false);
  return (
    <>
      <PageHead title={hunt.title} tags={<><StateTag state={hunt.state} />{hunt.conclusion === 'open' ? null : <ConclusionTag conclusion={hunt.conclusion} />}</>}
        sub={t('hunts.span', { from: formatTime(hunt.period_from), to: formatTime(hunt.period_to) })} extra={<Actions hunt={hunt} onConclude={() => setConcluding(true)} />} />
      <div className="lc-stack">
        {hunt.message ? <Alert type={hunt.state === 'failed' ? 'error' : hunt.state === 'done' ? 'info' : 'warning'} showIcon title={hunt.message} /> : null}
        {isLive(hunt) ? (
          <Card title={t('hunts.progress')}>
            <Progress percent={percentOf(hunt)} aria-label={t('hunts.progress')} />
            <p className="lc-muted" role="status">{t('hunts.read_of', { read: formatNumber(hunt.events_read), total: formatNumber(hunt.events_total), hit: formatNumber(hunt.events_hit) })}</p>
          </Card>
        ) : null}
        {hunt.state === 'done' ? <Results hunt={hunt} /> : null}
        <About hunt={hunt} />
      </div>
      {concluding ? <ConcludeDialog hunt={hunt} onClose={() => setConcluding(false)} /> : null}
    </>
  );
}

function Actions({ hunt, onConclude }: { hunt: Hunt; onConclude: () => void }) {
  const { t } = useTexts();
  const can = useCan();
  const refresh = useRefresh();
  const { failed } = useNotice();
  const finish = (work: Promise<unknown>) => void work.then(refresh, failed);
  if (!can('hunt', 'write')) return null;
  if (isLive(hunt)) return <Button danger onClick={() => finish(cancelHunt(hunt.id))} data-testid="hunt-cancel">{t('hunts.cancel')}</Button>;
  if (hunt.conclusion !== 'open') return null;
  return (
    <>
      <Button onClick={() => finish(startHunt(hunt.id))} data-testid="hunt-again">{t(hunt.state === 'draft' ? 'hunts.start' : 'hunts.again')}</Button>
      {hunt.state === 'done' ? <Button type="primary" onClick={onConclude} data-testid="hunt-conclude">{t('hunts.conclude')}</Button> : null}
    </>
  );
}

function Results({ hunt }: { hunt: Hunt }) {
  const { t } = useTexts();
  const hits = useHits(hunt.id, true);
  return (
    <Card title={t('hunts.results')} className="lc-card-flush" extra={<Button size="small" icon={<DownloadOutlined />} href={apiUrl(`/hunts/${hunt.id}/hits.csv`)} download>{t('action.export')}</Button>}>
      <Loaded query={hits} rows={5}>{({ rows }) => <Found hunt={hunt} targets={targetsOf(rows)} />}</Loaded>
    </Card>
  );
}

function Found({ hunt, targets }: { hunt: Hunt; targets: Target[] }) {
  const { t, dyn } = useTexts();
  if (targets.length === 0) return <Nothing text={t('hunts.found_nothing', { n: formatNumber(hunt.events_read) })} />;
  const techniques = techniquesOf(targets);
  return (
    <>
      {techniques.length > 0 ? (
        <div className="lc-row lc-gap-below" aria-label={t('hunts.techniques')}>
          <b>{t('hunts.techniques')}</b>
          {techniques.slice(0, 24).map(([id, events]) => <Tag key={id} tone="neutral" title={t('hunts.n_hits', { n: formatNumber(events) })}><span className="lc-mono">{id}</span> {formatNumber(events)}</Tag>)}
        </div>
      ) : null}
      <Table<Target> size="small" rowKey="key" dataSource={targets} pagination={targets.length > 50 ? { pageSize: 50, showSizeChanger: false } : false} scroll={{ x: 'max-content' }} data-testid="hunt-hits"
        expandable={{ expandedRowRender: (row) => <Agencies rows={row.agencies} />, expandRowByClick: true }}
        columns={[
          { title: t('hunts.level'), key: 'level', width: 120, render: (_, row) => (row.level ? <LevelTag level={row.level} /> : dyn(`choice.hunt_hit.kind.${row.kind}`)) },
          { title: t('hunts.target'), key: 'target', render: (_, row) => <TargetName row={row} /> },
          { title: t('hunts.events'), key: 'events', align: 'right', width: 110, render: (_, row) => formatNumber(row.events) },
          { title: t('hunts.agencies'), key: 'agencies', align: 'right', width: 100, render: (_, row) => formatNumber(row.agencies.length) },
          { title: t('hunts.first'), key: 'first', width: 150, render: (_, row) => <Time at={row.first} /> },
          { title: t('hunts.last'), key: 'last', width: 150, render: (_, row) => <Time at={row.last} /> },
        ]} />
    </>
  );
}

function TargetName({ row }: { row: Target }) {
  const { t } = useTexts();
  if (row.kind === 'rule') return <Link to={`/rules/${encodeURIComponent(row.target)}`} onClick={(e) => e.stopPropagation()}>{row.title}</Link>;
  if (row.kind === 'query') return <>{t('hunts.query')}</>;
  return <><span className="lc-mono lc-break">{row.target}</span>{row.title ? <span className="lc-muted"> {row.title}</span> : null}</>;
}

function Agencies({ rows }: { rows: HuntHit[] }) {
  const { t } = useTexts();
  return (
    <ul className="lc-plain-list">
      {rows.map((row) => (
        <li key={row.id} className="lc-row">
          <AgencyName id={row.agency_id} empty={t('hunts.no_agency')} /><b>{formatNumber(row.events)}</b>
          <span className="lc-muted">{t('hunts.newest')}</span>
          {listOf(row.samples).map((id) => <Link key={id} to={eventPath(id, row)} className="lc-mono" data-testid="hunt-event">{id.slice(-8)}</Link>)}
        </li>
      ))}
    </ul>
  );
}

function About({ hunt }: { hunt: Hunt }) {
  const { t } = useTexts();
  const systems = useSystems(hunt.agency_id);
  const lookedAt = covered(hunt.covered);
  return (
    <Card title={t('hunts.about')}>
      <Definition items={[
        [t('hunts.hypothesis'), hunt.hypothesis || '—'],
        [t('hunts.agency'), hunt.agency_id ? <AgencyName key="a" id={hunt.agency_id} /> : t('hunts.all_agencies')],
        [t('hunts.looked_for'), [
          hunt.rules_count > 0 ? t('hunts.n_rules', { n: formatNumber(hunt.rules_count) }) : '', listOf(hunt.rule_sets).join(', '),
          hunt.indicators_count > 0 ? t('hunts.n_indicators', { n: formatNumber(hunt.indicators_count) }) : '', hunt.query,
        ].filter(Boolean).join(' · ') || '—'],
        [t('hunts.started_by'), hunt.started_by ? <>{hunt.started_by}, <Time at={hunt.started_at} /></> : '—'],
        [t('hunts.events_read'), formatNumber(hunt.events_read)],
        [t('hunts.covered'), lookedAt.length === 0 ? '—' : lookedAt.slice(0, 40).map((c) => systems.byId.get(c.system_id)?.name ?? `#${c.system_id}`).join(', ') + (lookedAt.length > 40 ? ` … (${formatNumber(lookedAt.length)})` : '')],
        ...(hunt.conclusion === 'open' ? [] : [
          [t('hunts.conclusion'), <span key="c"><ConclusionTag conclusion={hunt.conclusion} /> {hunt.conclusion_text}</span>],
          [t('hunts.concluded_by'), <span key="b">{hunt.concluded_by}, <Time at={hunt.concluded_at} /></span>],
          [t('hunts.follow_up'), hunt.follow_up ? <Link key="f" to={`/${hunt.follow_up}`}>{hunt.follow_up}</Link> : '—'],
          [t('hunts.evidence_rows'), formatNumber(hunt.evidence_rows)],
        ] as [string, ReactNode][]),
      ]} />
    </Card>
  );
}
