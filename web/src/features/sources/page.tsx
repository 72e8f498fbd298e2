// SPDX-License-Identifier: Apache-2.0
// One source: how it stands, how it is set up, what it sends.
import { WarningFilled } from '@ant-design/icons';
import { Button, Tabs } from 'antd';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router-dom';
import { get } from '@/api/client';
import type { SourceDetail, SourceSpread } from '@/api/types';
import { useTexts } from '@/i18n';
import { Bars } from '@/shared/charts';
import { formatNumber, formatTime } from '@/shared/format';
import { useCan } from '@/shared/session';
import { AgencyName, Card, Definition, Loaded, PageHead, Tag, Time } from '@/shared/ui';
import { useUrlState } from '@/shared/url';
import { span } from './model';
import { Balance, Samples, StateTag, Troubles } from './parts';
import { Setup } from './setup';
import './sources.css';

export default function SourcePage() {
  const id = useParams().id ?? '';
  const { t } = useTexts();
  const can = useCan();
  const url = useUrlState();
  const query = useQuery({ queryKey: ['sources', id], queryFn: () => get<SourceDetail>(`/sources/${id}/status`), refetchInterval: 5_000 });
  return (
    <Loaded query={query}>
      {(data) => {
        const { source } = data.status;
        return (
          <>
            <PageHead title={source.name} tags={<StateTag row={data.status} />} sub={<><Link to="/sources">{t('nav.sources')}</Link> · <AgencyName id={source.agency_id} /></>}
              extra={(
                <>
                  {can('event') ? <Link to={`/hunt?query=${encodeURIComponent(`source:${source.id}`)}`}><Button>{t('sources.hunt')}</Button></Link> : null}
                  <Link to={`/registers/sources/${source.id}`}><Button>{t(can('source', 'write') ? 'sources.edit' : 'sources.history')}</Button></Link>
                </>
              )} />
            <Tabs activeKey={url.text('tab', 'state')} onChange={(tab) => url.set({ tab: tab === 'state' ? null : tab })} items={[
              { key: 'state', label: t('sources.tab.state'), children: <Standing data={data} /> },
              { key: 'setup', label: t('sources.tab.setup'), children: <Setup data={data} onChange={() => void query.refetch()} /> },
              { key: 'samples', label: t('sources.tab.samples'), children: <SampleTab data={data} /> },
            ]} />
          </>
        );
      }}
    </Loaded>
  );
}

const hour = 3_600_000;

function Standing({ data }: { data: SourceDetail }) {
  const { t, dyn, language } = useTexts();
  const { status } = data;
  const { source, traffic } = status;
  const spread = (of: SourceSpread) => (of.samples === 0 ? '—' : t('sources.median', { ms: span(of.median_ms, language), p95: span(of.p95_ms, language) }));
  const thisHour = Math.floor(Date.now() / hour) * hour;
  const minute = Math.floor(Date.now() / 60_000) * 60_000;
  return (
    <div className="lc-stack">
      <Card title={t('sources.balance')}><Balance counters={status.counters} /></Card>
      <div className="lc-source-two">
        <Card title={t('sources.state')}>
          <Definition items={[
            [t('sources.state'), <StateTag key="s" row={status} />],
            [t('sources.last'), <Time key="l" at={status.last_seen_at} seconds />],
            [t('sources.first'), <Time key="f" at={status.first_seen_at} />],
            [t('sources.rate'), <span key="r" data-testid="rate">{formatNumber(traffic.last_minute / 60)}</span>],
            [t('sources.expected'), status.usual_per_hour === null || status.usual_per_hour === undefined ? t('sources.learning') : formatNumber(status.usual_per_hour)],
            [t('sources.limit'), t('sources.minutes', { n: formatNumber(status.silent_after_minutes) })],
            [t('sources.network'), source.network ? <code key="n">{source.network}</code> : ''],
            [t('sources.certificate'), source.client_certificate],
            ...(traffic.certificate_until ? [[t('sources.certificate_until'), <CertificateEnd key="c" at={traffic.certificate_until} />] as [ReactNode, ReactNode]] : []),
            [t('sources.program'), source.sender],
            [t('sources.trouble'), <Troubles key="t" row={status} none={t('sources.no_trouble')} />],
          ]} />
        </Card>
        <Card title={t('sources.lag')}>
          <Definition items={[
            [t('sources.delay'), spread(traffic.delay)],
            [t('sources.storing'), spread(traffic.storing)],
            [t('sources.clock'), (
              <div key="c" className="lc-stack-tight">
                <span>{traffic.skew.samples === 0 ? t('sources.clock_none') : traffic.is_clock_off ? <Tag tone="medium">{t('sources.clock_off', { by: span(traffic.skew.median_ms, language, true) })}</Tag> : <Tag tone="good">{t('sources.clock_fine')}: {span(traffic.skew.median_ms, language, true)}</Tag>}</span>
                {status.counters.clock_suspect > 0 ? <span>{t('sources.suspect', { n: formatNumber(status.counters.clock_suspect) })}</span> : null}
                {traffic.skew.samples > 0 ? <span className="lc-muted lc-small">{t('sources.clock_text')}</span> : null}
              </div>
            )],
          ]} />
          <h3 className="lc-h3">{t('sources.formats')}</h3>
          <Shares of={traffic.formats} word={(name) => <code>{name}</code>} />
          <h3 className="lc-h3">{t('sources.transports')}</h3>
          <Shares of={traffic.transports} word={(name) => dyn(`sources.transport.${name}`, name)} />
        </Card>
      </div>
      {data.minutes.length > 0 ? (
        <Card title={t('sources.hour_chart')}>
          <Bars label={t('sources.hour_chart')} height={140} labels={data.minutes.map((_, i) => formatTime(minute - (data.minutes.length - i) * 60_000).slice(11))}
            series={[{ name: t('sources.records'), tone: 'primary', values: data.minutes }]} />
        </Card>
      ) : null}
      <Card title={t('sources.week_chart')}>
        <Bars label={t('sources.week_chart')} height={180} labels={data.days.map((_, i) => formatTime(thisHour - (data.days.length - 1 - i) * hour).replace(/\/\d{4}/, ''))}
          series={[{ name: t('sources.records'), tone: 'primary', values: data.days }]} />
      </Card>
    </div>
  );
}

/** The last day of a client certificate, loud in its last month. */
function CertificateEnd({ at }: { at: string }) {
  const soon = Date.parse(at) - Date.now() < 30 * 24 * hour;
  return soon ? <Tag tone="high" icon={<WarningFilled />}><Time at={at} /></Tag> : <Time at={at} />;
}

/** Names with their part of the whole, most first. */
function Shares({ of, word }: { of: Record<string, number>; word: (name: string) => ReactNode }) {
  const rows = Object.entries(of).sort((a, b) => b[1] - a[1]);
  const whole = rows.reduce((total, [, n]) => total + n, 0);
  if (whole === 0) return <span className="lc-muted">—</span>;
  return (
    <div className="lc-shares">
      {rows.map(([name, n]) => (
        <div key={name}><span>{word(name)}</span><span className="lc-share-bar" aria-hidden="true"><i style={{ width: `${(100 * n) / whole}%` }} /></span><span className="lc-small">{formatNumber((100 * n) / whole)} % · {formatNumber(n)}</span></div>
      ))}
    </div>
  );
}

function SampleTab({ data }: { data: SourceDetail }) {
  const { t } = useTexts();
  const { traffic } = data.status;
  return (
    <div className="lc-stack">
      <Card><div className="lc-row-wide">
        <span>{t('sources.understood')}: <b>{formatNumber(traffic.understood)}</b></span>
        <span>{t('sources.text')}: <b>{formatNumber(traffic.as_text)}</b></span>
        <span>{t('sources.broken')}: <b>{formatNumber(traffic.malformed)}</b></span>
      </div></Card>
      <div className="lc-source-two">
        <Card title={t('sources.odd')} extra={<Link to="/sources/try">{t('sources.try')}</Link>}><Samples rows={data.odd} empty={t(data.recent.length === 0 ? 'sources.no_samples' : 'sources.no_odd')} /></Card>
        <Card title={t('sources.recent')}><Samples rows={data.recent} empty={t('sources.no_samples')} /></Card>
      </div>
    </div>
  );
}
