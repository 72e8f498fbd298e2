// SPDX-License-Identifier: Apache-2.0
// What the system is, and what it still lacks before operation.
import { CheckCircleFilled, CloseCircleFilled, MinusCircleOutlined } from '@ant-design/icons';
import { Suspense, lazy, useState } from 'react';
import { Button } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router-dom';
import type { SystemStatus } from '@/api/level_types';
import { useTexts } from '@/i18n';
import { useEntities } from '@/shared/entity/data';
import { useAgencyName } from '@/shared/lookups';
import { formatDate, formatNumber } from '@/shared/format';
import { useCan } from '@/shared/session';
import { Card, Definition, Tag } from '@/shared/ui';

const RecordDialog = lazy(() => import('@/shared/record_dialog').then((m) => ({ default: m.RecordDialog })));

/** What must be on record before operation, with the form that records it. */
function GoLive({ data }: { data: SystemStatus }) {
  const { t, dyn } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [assess, setAssess] = useState(false);
  const { system } = data;
  const missing = data.go_live.filter((i) => i.required && !i.done).length;
  const record = (id: string) => {
    if (id === 'assessment') return setAssess(true);
    const query = `agency_id=${system.agency_id}&system_id=${system.id}`;
    if (id === 'readiness') return navigate(`/registers/readiness-checks/new?${query}`);
    if (id === 'regulation') return navigate(`/registers/regulations/new?agency_id=${system.agency_id}`);
    return navigate(`/levels?system=${system.id}`);
  };
  const resource: Record<string, string> = { assessment: 'assurance_record', readiness: 'readiness_check', regulation: 'regulation', level: 'dossier' };
  return (
    <Card title={t('system.golive')}>
      <p className={missing > 0 ? 'lc-text-high lc-gap-below' : 'lc-text-good lc-gap-below'} data-testid="go-live">
        {missing > 0 ? t('system.golive_missing', { n: missing }) : t('system.golive_ready')}
      </p>
      <ul className="lc-plain-list">
        {data.go_live.map((item) => (
          <li key={item.id} className="lc-part" data-testid={`golive-${item.id}`}>
            {item.done ? <CheckCircleFilled className="lc-text-good" /> : item.required ? <CloseCircleFilled className="lc-text-critical" /> : <MinusCircleOutlined className="lc-muted" />}
            <div className="lc-grow">{dyn(`system.golive.${item.id}`)} <Tag tone={item.required ? 'high' : 'neutral'}>{t(item.required ? 'system.required' : 'system.advised')}</Tag>
              <div className="lc-muted lc-small">{item.basis}</div></div>
            {item.done ? <span className="lc-text-good">{t('system.have')}</span>
              : can(resource[item.id] ?? '', 'write') ? <Button size="small" onClick={() => record(item.id)} data-testid={`record-${item.id}`}>{t('system.record')}</Button> : null}
          </li>
        ))}
      </ul>
      {assess ? <Suspense fallback={null}><RecordDialog request={{ agencyId: system.agency_id ?? 0, kinds: ['system_assessment'], systemId: system.id ?? null }} onClose={() => { setAssess(false); void queries.invalidateQueries({ queryKey: ['system-status'] }); }} /></Suspense> : null}
    </Card>
  );
}

export function Summary({ data }: { data: SystemStatus }) {
  const { t, dyn } = useTexts();
  const agency = useAgencyName();
  const entities = useEntities();
  const { system } = data;
  const kinds = (['only_public_information', 'has_personal_data', 'has_sensitive_data', 'has_state_secrets'] as const).filter((name) => system[name]);
  const word = (name: string) => dyn(`field.system.${name}`);
  return (
    <div className="lc-two lc-two-even">
      <Card label={t('system.tab_summary')}>
        <Definition items={[
          [word('kind'), dyn(`choice.system.kind.${String(system.kind)}`)],
          [word('purpose'), <span key="p" className="lc-pre lc-plain-font">{system.purpose || '—'}</span>],
          [word('owner_name'), system.owner_name || agency(system.agency_id)],
          [word('operator_name'), system.operator_name || agency(system.operator_id ?? system.agency_id)],
          [word('exposure'), dyn(`choice.system.exposure.${String(system.exposure)}`)],
          [word('domain'), system.domain ?? ''],
          [t('system.data'), kinds.length > 0 ? kinds.map(word).join('; ') : ''],
          [t('system.people'), t('system.subjects', { users: formatNumber(system.users ?? 0), basic: formatNumber(system.basic_subjects ?? 0), sensitive: formatNumber(system.sensitive_subjects ?? 0) })],
          [word('is_shared'), t(system.is_shared ? 'calc.yes' : 'calc.no')],
          [word('in_operation_since'), formatDate(system.in_operation_since)],
          ...(system.state === 'ended' ? [[word('ended_on'), formatDate(system.ended_on)] as [React.ReactNode, React.ReactNode]] : []),
        ]} />
        {entities.data?.has('findings') ? <p className="lc-gap-above"><Link to={`/registers/findings?system_id=${system.id}`}>{t('system.findings')}</Link></p> : null}
      </Card>
      <GoLive data={data} />
    </div>
  );
}
