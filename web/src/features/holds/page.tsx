// SPDX-License-Identifier: Apache-2.0
// One hold: what it keeps, its events, and the two steps of its release.
import { SafetyCertificateOutlined } from '@ant-design/icons';
import { Alert, Button, Input, Popconfirm, Table } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router-dom';
import type { EventView } from '@/api/types';
import { useTexts } from '@/i18n';
import { Ask, TextItem } from '@/shared/ask';
import { formatNumber, formatTime } from '@/shared/format';
import { FactList } from '@/shared/history';
import { useSystems } from '@/shared/lookups';
import { useLiveChange } from '@/shared/live';
import { useNotice } from '@/shared/problems';
import { useCan, useMe } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { AgencyName, Card, Definition, Loaded, Nothing, PageHead, Time } from '@/shared/ui';
import { askRelease, refuseRelease, release, useHeldEvents, useHold, useHoldHistory, useRefresh, verify } from './data';
import type { Hold } from './data';
import { HoldTag } from './parts';

export default function HoldPage() {
  const { id = '' } = useParams();
  const hold = useHold(id);
  useLiveChange(['legal_hold'], () => void hold.refetch());
  return <Loaded query={hold} rows={10}>{(data) => <Page key={id} id={id} hold={data} />}</Loaded>;
}

function Steps({ hold, onChange }: { hold: Hold; onChange: () => void }) {
  const { t } = useTexts();
  const me = useMe();
  const can = useCan();
  const { done, failed } = useNotice();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const id = hold.id ?? 0;
  const finished = (text: string) => { done(text); onChange(); };
  const check = () => {
    setBusy(true);
    void verify(id).then((v) => finished(t(v.holds ? 'holds.verified_fine' : 'holds.verified_wrong', { n: formatNumber(v.events ?? 0) })), failed).finally(() => setBusy(false));
  };
  const isKept = hold.state === 'held' || hold.state === 'release_asked';
  const mayWrite = can('legal_hold', 'write');
  const isOwn = hold.release_asked_by_id === me.account_id;
  return (
    <>
      {isKept ? <Button icon={<SafetyCertificateOutlined />} loading={busy} onClick={check} data-testid="verify-hold">{t('holds.verify')}</Button> : null}
      {mayWrite && hold.state === 'held' ? <Button onClick={() => setAsking(true)} data-testid="ask-release">{t('holds.ask_release')}</Button> : null}
      {mayWrite && hold.state === 'release_asked' ? (
        <>
          <Button onClick={() => void refuseRelease(id).then(() => finished(t('holds.refused')), failed)} data-testid="refuse-release">{t('holds.refuse')}</Button>
          <Popconfirm title={t('holds.release_sure')} okText={t('holds.release')} cancelText={t('action.cancel')} onConfirm={() => void release(id).then(() => finished(t('holds.release_begun')), failed)}>
            <Button danger type="primary" disabled={isOwn} title={isOwn ? t('holds.other_person') : undefined} data-testid="release-hold">{t('holds.release')}</Button>
          </Popconfirm>
        </>
      ) : null}
      {asking ? (
        <Ask<{ reason: string }> title={t('holds.ask_release')} ok={t('holds.ask_release')} names={['reason']} onClose={() => setAsking(false)}
          onSend={async ({ reason }) => { await askRelease(id, reason); finished(t('holds.asked')); }}>
          {() => <TextItem name="reason" label={t('holds.release_reason')} rows={3} max={1000} hint={t('holds.two_persons')} />}
        </Ask>
      ) : null}
    </>
  );
}

function Page({ id, hold }: { id: string; hold: Hold }) {
  const { t, dyn } = useTexts();
  const refresh = useRefresh();
  const { byId } = useSystems();
  const label = (name: string) => dyn(`field.legal_hold.${name}`);
  const gone = hold.gone_weeks ?? 0;
  return (
    <>
      <PageHead title={`${hold.number} · ${hold.title}`} tags={<HoldTag state={String(hold.state)} />}
        sub={hold.incident_id ? <Link to={`/incidents/${hold.incident_id}`}>{t('holds.to_incident')}</Link> : null}
        extra={<Steps hold={hold} onChange={refresh} />} />
      {hold.problem ? <Alert type="warning" showIcon className="lc-gap-below" title={t('holds.problem')} description={hold.problem} /> : null}
      {gone > 0 ? <Alert type="warning" showIcon className="lc-gap-below" title={t('holds.gone', { weeks: formatNumber(gone), n: formatNumber(hold.gone_events ?? 0) })} data-testid="hold-gone" /> : null}
      {hold.state === 'release_asked' ? <Alert type="info" showIcon className="lc-gap-below" title={t('holds.asked_by', { name: hold.release_asked_by ?? '' })} description={hold.release_reason} /> : null}
      <div className="lc-stack">
        <Card>
          <Definition items={[
            [label('reason'), hold.reason],
            [label('agency_id'), hold.agency_id ? <AgencyName key="a" id={hold.agency_id} /> : t('holds.all_agencies')],
            ...(hold.system_id ? [[label('system_id'), byId.get(hold.system_id)?.name ?? `#${hold.system_id}`] as [string, string]] : []),
            ...(hold.hosts ? [[label('hosts'), hold.hosts] as [string, string]] : []),
            ...(hold.query ? [[label('query'), <code key="q">{hold.query}</code>] as [string, React.ReactNode]] : []),
            [t('holds.span'), `${formatTime(hold.from_at)} – ${hold.to_at ? formatTime(hold.to_at) : t('holds.until_released')}`],
            [label('events'), <span key="e" data-testid="hold-events">{formatNumber(hold.events ?? 0)}</span>],
            [label('digest'), hold.digest ? <code key="d" className="lc-small">{hold.digest}</code> : '—'],
            [label('copied_to'), <Time key="c" at={hold.copied_to} />],
            [label('verified_at'), <Time key="v" at={hold.verified_at} />],
            [label('opened_by'), <>{hold.opened_by} · <Time at={hold.created_at} /></>],
            ...(hold.released_at ? [[label('released_by'), <>{hold.released_by} · <Time at={hold.released_at} /></>] as [string, React.ReactNode]] : []),
          ]} />
        </Card>
        {hold.state === 'released' ? null : <Events id={id} />}
        <HoldHistory id={id} />
      </div>
    </>
  );
}

function Events({ id }: { id: string }) {
  const { t } = useTexts();
  const url = useUrlState();
  const query = url.text('query');
  const events = useHeldEvents(id, query);
  const rows = events.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <Card title={t('holds.events')} className="lc-card-flush" extra={<Input.Search allowClear defaultValue={query} className="lc-mono" style={{ width: 360 }} placeholder={t('hunt.placeholder')} aria-label={t('hunt.query')} onSearch={(text) => url.set({ query: text || null })} data-testid="hold-query" />}>
      {events.error ? <Alert type="error" showIcon title={(events.error as Error).message} /> : null}
      <Table<EventView> size="small" rowKey="id" pagination={false} loading={events.isFetching} dataSource={rows} locale={{ emptyText: <Nothing text={t('holds.no_events')} /> }}
        expandable={{ expandedRowRender: (event) => <pre className="lc-raw">{event.raw}</pre> }}
        columns={[
          { title: t('hunt.time'), width: 170, render: (_, e) => <Time at={e.time} seconds /> },
          { title: t('hunt.host'), width: 180, render: (_, e) => e.host },
          { title: t('hunt.content'), ellipsis: true, render: (_, e) => <span className="lc-mono lc-small">{e.raw}</span> },
        ]} />
      {events.hasNextPage ? <div className="lc-more"><Button onClick={() => void events.fetchNextPage()} loading={events.isFetchingNextPage}>{t('holds.more')}</Button></div> : null}
    </Card>
  );
}

function HoldHistory({ id }: { id: string }) {
  const { t } = useTexts();
  const history = useHoldHistory(id);
  return <Card title={t('holds.history')}><Loaded query={history} rows={3}>{({ rows }) => <FactList facts={rows} payloads={false} />}</Loaded></Card>;
}
