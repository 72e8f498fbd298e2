// SPDX-License-Identifier: Apache-2.0
// An advisory at an agency: what it says, what was answered, what is left.
import { Alert } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link, useParams, useSearchParams } from 'react-router-dom';
import { get, post } from '@/api/client';
import { useTexts } from '@/i18n';
import { backOf } from '@/shared/evidence_kinds';
import { formatDate, formatNumber, formatTime } from '@/shared/format';
import { FactList } from '@/shared/history';
import { ownAgencyOnly, useCan, useMe } from '@/shared/session';
import { AgencyName, Card, LevelTag, Loaded, PageHead } from '@/shared/ui';
import { AnswerForm } from './answer';
import { Additions, AnswerLine, Content, DeliveryTag, isOpen } from './parts';
import type { DeliveryDetail } from './parts';
import { WarnForm } from './warn';

export default function DeliveryPage() {
  const { id = '' } = useParams();
  const me = useMe();
  const path = `/advisory-deliveries/${encodeURIComponent(id)}`;
  const detail = useQuery({ queryKey: ['advisory-delivery', id], queryFn: () => get<DeliveryDetail>(`${path}/detail`) });
  const isUnread = detail.data !== undefined && !detail.data.delivery.read_at && ownAgencyOnly(me, 'advisory_delivery', 'write');
  const { refetch } = detail;
  useEffect(() => {
    // That it was opened is on record; failing to say so keeps nobody from reading.
    if (isUnread) void post(`${path}/read`, {}).then(() => refetch(), () => undefined);
  }, [isUnread, path, refetch]);
  return <Loaded query={detail} rows={12}>{(data) => <Body key={id} detail={data} reload={() => void refetch()} />}</Loaded>;
}

function Body({ detail, reload }: { detail: DeliveryDetail; reload: () => void }) {
  const { t } = useTexts();
  const can = useCan();
  const queries = useQueryClient();
  const [params] = useSearchParams();
  const { delivery, advisory } = detail;
  const mayAnswer = can('advisory_delivery', 'write') && isOpen(delivery);
  const changed = () => {
    reload();
    for (const key of ['rows', 'duties', 'score']) void queries.invalidateQueries({ queryKey: [key] });
  };
  return (
    <>
      <PageHead title={delivery.title} tags={<><LevelTag level={delivery.severity} /><DeliveryTag delivery={delivery} /></>}
        sub={<><Link to={backOf(params) ?? '/advisories'}>← {t('advisories.back')}</Link> · {delivery.number} · {t('advisories.by', { date: formatDate(delivery.due_on) })} · <AgencyName id={delivery.agency_id} /></>} />
      <div className="lc-stack">
        {delivery.return_reason ? <Alert type="warning" showIcon title={t('advisories.returned', { reason: delivery.return_reason })} data-testid="returned" /> : null}
        {delivery.state === 'withdrawn' ? <Alert type="info" showIcon title={t('advisories.withdrawn', { reason: advisory.withdraw_reason })} /> : null}
        {delivery.closed_at ? <Alert type="success" showIcon title={t('advisories.closed_line', { date: formatTime(delivery.closed_at) })} data-testid="closed" /> : null}
        <Additions rows={detail.additions} />
        <Content advisory={advisory} cves={detail.cves} file={advisory.evidence_file_id ? `/api/v1/advisory-deliveries/${delivery.id}/file` : null} />
        {mayAnswer ? <AnswerForm detail={detail} onChanged={changed} /> : (
          <Card title={t('advisories.answers')}><div className="lc-stack">{detail.answers.map((answer) => <AnswerLine key={answer.id} answer={answer} />)}</div></Card>
        )}
        {delivery.customers && mayAnswer && !delivery.warned_on ? <WarnForm delivery={delivery} onChanged={changed} /> : null}
        {delivery.warned_on ? <Alert type="success" showIcon title={t('advisories.warned_line', { n: formatNumber(delivery.warned_count ?? 0), date: formatDate(delivery.warned_on) })} description={delivery.warning_note} /> : null}
        <Card title={t('advisories.timeline')}><FactList facts={detail.timeline} payloads={false} /></Card>
      </div>
    </>
  );
}
