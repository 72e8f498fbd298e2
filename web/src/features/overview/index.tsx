// SPDX-License-Identifier: Apache-2.0
// Where the province stands: figures that lead to their records.
import { ArrowDownOutlined, ArrowUpOutlined, MinusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { get } from '@/api/client';
import type { Overview } from '@/api/types';
import { useTexts } from '@/i18n';
import { Bars } from '@/shared/charts';
import { formatDate, formatMonth, formatNumber } from '@/shared/format';
import { useCan } from '@/shared/session';
import { AgencyName, Card, Loaded, Nothing, PageHead, Tag, Time } from '@/shared/ui';
import { WorkStrip } from '@/shared/work';

type Figure = Overview['figures'][number];

/** Pages for the figures; a link from the server wins when it is one of ours. */
const targets: Record<string, [path: string, resource: string]> = {
  open_incidents: ['/incidents?status=open,contained,recovered', 'incident'],
  overdue_duties: ['/duties?status=overdue', 'duty'],
  systems_without_level: ['/duties?obligation=OB-03&status=overdue,open,due_soon', 'duty'],
  systems_unscanned: ['/duties?obligation=OB-05&status=overdue', 'duty'],
  agencies_below: ['/ranking', 'ranking'],
  open_alerts: ['/alerts', 'alert'],
  events_today: ['/hunt', 'event'],
};

function Change({ figure }: { figure: Figure }) {
  const { t } = useTexts();
  if (figure.previous === null) return <small className="lc-muted">{t('overview.no_previous')}</small>;
  const by = figure.value - figure.previous;
  if (by === 0) return <small className="lc-muted"><MinusOutlined /> {t('overview.same')}</small>;
  // More events are neither good nor bad; more of anything else is worse.
  const tone = figure.key === 'events_today' ? 'lc-muted' : by > 0 ? 'lc-text-high' : 'lc-text-good';
  return <small className={tone}>{by > 0 ? <ArrowUpOutlined /> : <ArrowDownOutlined />} {t(by > 0 ? 'overview.more' : 'overview.fewer', { n: formatNumber(Math.abs(by)) })}</small>;
}

function Figures({ data }: { data: Overview }) {
  const { dyn } = useTexts();
  const can = useCan();
  return (
    <div className="lc-figures">
      {data.figures.map((figure) => {
        const [path, resource] = targets[figure.key] ?? [figure.link, ''];
        const to = figure.link.startsWith('/') && figure.key !== 'events_today' ? figure.link.replace(/^\/console/, '') : path;
        const body = <><span>{dyn(`overview.${figure.key}`, figure.key)}</span><b>{formatNumber(figure.value)}</b><Change figure={figure} /></>;
        return resource === '' || can(resource)
          ? <Link key={figure.key} to={to} className="lc-figure" data-testid={`figure-${figure.key}`}>{body}</Link>
          : <div key={figure.key} className="lc-figure" data-testid={`figure-${figure.key}`}>{body}</div>;
      })}
    </div>
  );
}

export default function OverviewPage() {
  const { t, dyn } = useTexts();
  const overview = useQuery({ queryKey: ['overview'], queryFn: () => get<Overview>('/overview'), refetchInterval: 60_000 });
  return (
    <Loaded query={overview} rows={12}>
      {(data) => (
        <>
          <PageHead title={t('nav.overview')} sub={<>{t('duty.as_of')} <Time at={data.as_of} /></>}
            tags={data.sources.silent > 0 ? <Tag tone="high">{t('overview.silent', { n: data.sources.silent, of: data.sources.total })}</Tag> : null} />
          <Figures data={data} />
          <WorkStrip />
          <div className="lc-two">
            <Card title={t('overview.alerts_by_day')}>
              <Bars label={t('overview.alerts_by_day')} height={240} labels={data.alerts_by_day.map((d) => formatDate(d.day).slice(0, 5))}
                series={(['critical', 'high', 'medium', 'low'] as const).map((level) => ({ name: dyn(`choice.alert.level.${level}`), tone: level, values: data.alerts_by_day.map((d) => d[level]) }))} />
            </Card>
            <div className="lc-stack">
              <Card title={t('overview.risks')}>
                {data.top_risks.length === 0 ? <Nothing /> : (
                  <ul className="lc-plain-list">
                    {data.top_risks.map((risk) => (
                      <li key={risk.agency_id}>
                        <Link to={`/ranking/${risk.agency_id}`}><AgencyName id={risk.agency_id} /></Link>
                        <div className="lc-row lc-small">
                          <Link to={`/duties?agency_id=${risk.agency_id}&status=overdue`}>{t('overview.n_overdue', { n: risk.overdue })}</Link>
                          <span className="lc-muted">{t('overview.n_alerts', { n: risk.open_alerts })}</span>
                        </div>
                      </li>
                    ))}
                  </ul>
                )}
              </Card>
              <Card title={t('overview.documents')} extra={<Link to="/documents">{t('action.open')}</Link>}>
                {data.documents.length === 0 ? <Nothing text={t('documents.none')} /> : (
                  <ul className="lc-plain-list">
                    {data.documents.slice(0, 4).map((d) => (
                      <li key={d.id} className="lc-row"><Link to={`/documents?id=${d.id}`} className="lc-grow">{dyn(`choice.document.kind.${d.kind}`)} {formatMonth(d.month)}</Link>
                        <Tag tone={d.status === 'issued' ? 'good' : 'medium'}>{dyn(`choice.document.status.${d.status}`)}</Tag></li>
                    ))}
                  </ul>
                )}
              </Card>
            </div>
          </div>
        </>
      )}
    </Loaded>
  );
}
