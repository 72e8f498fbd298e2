// SPDX-License-Identifier: Apache-2.0
// One hunt: progress, what was found, the conclusion.
import { DownloadOutlined } from '@ant-design/icons';
import { Alert, Button, Progress, Table } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router-dom';
import { apiUrl, get } from '@/api/client';
import type { components } from '@/api/schema';
import { useTexts } from '@/i18n';
import { eventPath, recordPath } from '@/shared/event_parts';
import { formatNumber, formatTime } from '@/shared/format';
import { useSystems } from '@/shared/lookups';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { AgencyName, Card, Definition, LevelTag, Loaded, Nothing, PageHead, Tag, Time } from '@/shared/ui';
import { ConcludeDialog } from './conclude';
import { cancelHunt, covered, isExplanation, isLive, newestOf, notesOf, percentOf, samplesOf, startHunt, targetsOf, techniquesOf, texts as listOf, useHits, useHunt, useRefresh } from './data';
import type { Hunt, HuntHit, Target } from './data';
import { Notes } from './notes';
import { ConclusionTag, StateTag } from './tags';
import './hunts.css';

export default function HuntPage() {
  const { id = '' } = useParams();
  const hunt = useHunt(Number(id));
  return <Loaded query={hunt} rows={10}>{(row) => <Content key={row.id} hunt={row} />}</Loaded>;
}

function Content({ hunt }: { hunt: Hunt }) {
  const { t } = useTexts();
  const [concluding, setConcluding] = useState(false);
  const notes = notesOf(hunt);
  return (
    <>
      <PageHead title={hunt.title} tags={<><StateTag state={hunt.state} />{hunt.conclusion === 'open' ? null : <ConclusionTag conclusion={hunt.conclusion} />}</>}
        sub={t('hunts.span', { from: formatTime(hunt.period_from), to: formatTime(hunt.period_to) })} extra={<Actions hunt={hunt} onConclude={() => setConcluding(true)} />} />
      <div className="lc-stack">
        {hunt.hypothesis ? <p className="lc-lead" data-testid="hunt-hypothesis">{hunt.hypothesis}</p> : null}
        {hunt.message ? <Alert type="error" showIcon title={t('hunts.failed')} description={hunt.message} /> : null}
        <Notes notes={notes.filter((n) => !isExplanation(n))} />
        {isLive(hunt) ? <Running hunt={hunt} /> : null}
        {hunt.state === 'draft' ? <Alert type="info" showIcon title={t('hunts.draft_hint')} /> : null}
        {hunt.state === 'done' ? <Results hunt={hunt} /> : null}
        <About hunt={hunt} />
        <Notes notes={notes.filter(isExplanation)} title={t('hunts.note_explained')} />
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
      <Button type={hunt.state === 'draft' ? 'primary' : 'default'} onClick={() => finish(startHunt(hunt.id))} data-testid="hunt-again">{t(hunt.state === 'draft' ? 'hunts.start' : 'hunts.again')}</Button>
      {hunt.state === 'done' ? <Button type="primary" onClick={onConclude} data-testid="hunt-conclude">{t('hunts.conclude')}</Button> : null}
    </>
  );
}

function Running({ hunt }: { hunt: Hunt }) {
  const { t } = useTexts();
  return (
    <Card title={t('hunts.progress')}>
      <Progress percent={percentOf(hunt)} aria-label={t('hunts.progress')} />
      <p className="lc-muted" role="status">
        {hunt.state === 'queued' ? t('hunts.queued') : t('hunts.read_of', { read: formatNumber(hunt.events_read), total: formatNumber(hunt.events_total), hit: formatNumber(hunt.events_hit) })}
      </p>
    </Card>
  );
}

function Figure({ value, label, hint }: { value: number; label: string; hint?: string }) {
  return <div className="lc-hunt-figure" title={hint}><b>{formatNumber(value)}</b><span className="lc-muted lc-small">{label}</span></div>;
}

function Results({ hunt }: { hunt: Hunt }) {
  const { t } = useTexts();
  const hits = useHits(hunt.id, true);
  return (
    <Card title={t('hunts.results')} className="lc-card-flush" extra={hunt.matches > 0 ? <Button size="small" icon={<DownloadOutlined />} href={apiUrl(`/hunts/${hunt.id}/hits.csv`)} download>{t('action.export')}</Button> : null}>
      <div className="lc-hunt-figures" data-testid="hunt-figures">
        <Figure value={hunt.events_read} label={t('hunts.events_read')} />
        <Figure value={hunt.events_hit} label={t('hunts.events_hit')} hint={t('hunts.events_hit_hint')} />
        <Figure value={hunt.matches} label={t('hunts.matches')} hint={t('hunts.matches_hint')} />
        <p className="lc-muted lc-small">{hunt.matches > hunt.events_hit ? t('hunts.counted') : ''}</p>
      </div>
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
        <div className="lc-row lc-hunt-techniques">
          <span className="lc-muted lc-small">{t('hunts.techniques')}</span>
          {techniques.slice(0, 24).map(([id, n]) => <Tag key={id} tone="neutral" title={t('hunts.n_matches', { n: formatNumber(n) })}><span className="lc-mono">{id}</span> · {formatNumber(n)}</Tag>)}
        </div>
      ) : null}
      <Table<Target> size="small" rowKey="key" dataSource={targets} pagination={targets.length > 50 ? { pageSize: 50, showSizeChanger: false } : false} scroll={{ x: 890 }} data-testid="hunt-hits"
        expandable={{ expandedRowRender: (row) => <Agencies rows={row.agencies} />, expandRowByClick: true, columnWidth: 44 }}
        columns={[
          { title: t('hunts.level'), key: 'level', width: 124, render: (_, row) => (row.level ? <LevelTag level={row.level} /> : dyn(`choice.hunt_hit.kind.${row.kind}`)) },
          { title: t('hunts.target'), key: 'target', width: 260, render: (_, row) => <TargetName row={row} /> },
          { title: t('hunts.matches'), key: 'matches', align: 'right', width: 96, render: (_, row) => formatNumber(row.matches) },
          { title: t('hunts.agencies'), key: 'agencies', align: 'right', width: 92, render: (_, row) => formatNumber(row.agencies.length) },
          { title: t('hunts.first'), key: 'first', width: 138, render: (_, row) => <Time at={row.first} /> },
          { title: t('hunts.last'), key: 'last', width: 138, render: (_, row) => <Newest row={row} /> },
        ]} />
    </>
  );
}

function Newest({ row }: { row: Target }) {
  const { t } = useTexts();
  const newest = newestOf(row);
  if (!newest) return <Time at={row.last} />;
  return <Link to={eventPath(newest.id, newest.time)} onClick={(e) => e.stopPropagation()} title={t('hunts.open_event')} data-testid="hunt-newest"><Time at={row.last} /></Link>;
}

function TargetName({ row }: { row: Target }) {
  const { t } = useTexts();
  if (row.kind === 'rule') return <Link to={`/rules/${encodeURIComponent(row.target)}`} onClick={(e) => e.stopPropagation()}>{row.title}</Link>;
  if (row.kind === 'given_rule') return <>{row.title}</>;
  if (row.kind === 'query') return <>{t('hunts.query')}</>;
  return <><span className="lc-mono lc-break">{row.target}</span>{row.title ? <span className="lc-muted"> {row.title}</span> : null}</>;
}

function Agencies({ rows }: { rows: HuntHit[] }) {
  const { t } = useTexts();
  return (
    <ul className="lc-hunt-agencies">
      {rows.map((row) => (
        <li key={row.id}>
          <AgencyName id={row.agency_id} empty={t('hunts.no_agency')} />
          <span>{t('hunts.n_matches', { n: formatNumber(row.events) })}</span>
          <span className="lc-row">
            <span className="lc-muted">{t('hunts.newest')}</span>
            {samplesOf(row).map((s) => <Link key={s.id} to={eventPath(s.id, s.time)} title={s.id} data-testid="hunt-event">{formatTime(s.time, true)}</Link>)}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** A rule by its title; by its id while that is not known, or the rule is gone. */
function RuleName({ id }: { id: string }) {
  const rule = useQuery({ queryKey: ['rules', 'name', id], queryFn: () => get<components['schemas']['RuleDetail']>(`/rules/${encodeURIComponent(id)}`), staleTime: 300_000, retry: false });
  return <Link to={`/rules/${encodeURIComponent(id)}`}>{rule.data?.rule.title ?? id}</Link>;
}

/** Long lists of values: the first ones, and how many there are. */
function Indicators({ text }: { text: string }) {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return <pre className="lc-raw lc-hunt-indicators" tabIndex={0}>{lines.slice(0, 200).join('\n')}{lines.length > 200 ? '\n…' : ''}</pre>;
}

function About({ hunt }: { hunt: Hunt }) {
  const { t } = useTexts();
  const can = useCan();
  const systems = useSystems(hunt.agency_id);
  const lookedAt = covered(hunt.covered);
  const agencies = Array.isArray(hunt.agencies) ? (hunt.agencies as number[]) : [];
  const nameOf = (id: number) => systems.byId.get(id)?.name ?? `#${id}`;
  const followed = (name: string) => {
    const [kind, number] = name.split('/');
    return kind === 'alerts' ? t('hunts.follow_alert', { n: number ?? '' }) : kind === 'incidents' ? t('hunts.follow_incident', { n: number ?? '' }) : name;
  };
  const chosen = Array.isArray(hunt.systems) ? (hunt.systems as number[]) : [];
  const search = new URLSearchParams({ query: hunt.query, range: 'custom', from: hunt.period_from, to: hunt.period_to });
  const items: [string, ReactNode][] = [
    [t('hunts.agency'), hunt.agency_id ? <AgencyName id={hunt.agency_id} /> : agencies.length > 0 ? agencies.map((id, i) => <span key={id}>{i > 0 ? ', ' : ''}<AgencyName id={id} /></span>) : t('hunts.all_agencies')],
    [t('hunts.systems'), chosen.length > 0 ? chosen.map(nameOf).join(', ') : t('hunts.all_systems')],
  ];
  if (listOf(hunt.rule_sets).length > 0) items.push([t('hunts.rule_sets'), listOf(hunt.rule_sets).join(', ')]);
  if (listOf(hunt.rules).length > 0) items.push([t('hunts.rules'), listOf(hunt.rules).map((id, i) => <span key={id}>{i > 0 ? ', ' : ''}<RuleName id={id} /></span>)]);
  if (hunt.rules_count > 0) items.push([t('hunts.rules_count'), formatNumber(hunt.rules_count)]);
  if (hunt.rule_text) items.push([t('hunts.rule_text'), <details key="r"><summary>{t('hunts.show')}</summary><pre className="lc-raw lc-hunt-indicators" tabIndex={0}>{hunt.rule_text}</pre></details>]);
  if (hunt.indicators) items.push([t('hunts.indicators'), <Indicators key="i" text={hunt.indicators} />]);
  if (hunt.query) items.push([t('hunts.query'), can('event') ? <Link key="q" to={`/hunt?${search.toString()}`} className="lc-mono lc-break">{hunt.query}</Link> : <code key="q">{hunt.query}</code>]);
  items.push(
    [t('hunts.started_by'), hunt.started_by ? <>{hunt.started_by}, <Time at={hunt.started_at} /></> : '—'],
    [t('hunts.ended_at'), <Time key="e" at={hunt.ended_at} />],
    [t('hunts.covered'), lookedAt.length === 0 ? '—' : (
      <details open={lookedAt.length <= 8}><summary>{t('hunts.n_systems', { n: formatNumber(lookedAt.length) })}</summary>
        <ul className="lc-hunt-covered">{lookedAt.map((c) => <li key={c.system_id}>{nameOf(c.system_id)} <span className="lc-muted">{t('hunts.n_events', { n: formatNumber(c.events) })}</span></li>)}</ul></details>
    )],
  );
  if (hunt.conclusion !== 'open') {
    items.push(
      [t('hunts.conclusion'), <span key="c"><ConclusionTag conclusion={hunt.conclusion} /> {hunt.conclusion_text}</span>],
      [t('hunts.concluded_by'), <span key="b">{hunt.concluded_by}, <Time at={hunt.concluded_at} /></span>],
      [t('hunts.follow_up'), hunt.follow_up ? <Link key="f" to={recordPath(hunt.follow_up)}>{followed(hunt.follow_up)}</Link> : '—'],
      [t('hunts.evidence_rows'), hunt.evidence_rows > 0 ? t('hunts.evidence_n', { n: formatNumber(hunt.evidence_rows) }) : t('hunts.evidence_none')],
    );
  }
  return <Card title={t('hunts.about')}><Definition items={items} /></Card>;
}
