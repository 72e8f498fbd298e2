// SPDX-License-Identifier: Apache-2.0
// Hunts: hypotheses held against stored events.
import { PlusOutlined } from '@ant-design/icons';
import { Button, Progress } from 'antd';
import { Link, useNavigate } from 'react-router-dom';
import { useTexts } from '@/i18n';
import { formatNumber, formatTime } from '@/shared/format';
import { useKeys } from '@/shared/keys';
import { useCan } from '@/shared/session';
import { AgencyName, Loaded, Nothing, PageHead, Time } from '@/shared/ui';
import { percentOf, useHunts } from './data';
import type { Hunt } from './data';
import { ConclusionTag, StateTag } from './tags';

export default function Hunts() {
  const { t } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const hunts = useHunts();
  const write = can('hunt', 'write');
  useKeys({ n: () => { if (write) navigate('/hunts/new'); } });
  return (
    <>
      <PageHead title={t('nav.hunts')} sub={t('hunts.sub')}
        extra={write ? <Button type="primary" icon={<PlusOutlined />} onClick={() => navigate('/hunts/new')} data-testid="hunt-new">{t('hunts.new')}</Button> : null} />
      <Loaded query={hunts} rows={6}>
        {({ rows }) => (
          <ul className="lc-card lc-card-flush lc-findings" data-testid="hunts">
            {rows.map((row) => <Row key={row.id} row={row} />)}
            {rows.length === 0 ? <li><Nothing text={t('hunts.none')} /></li> : null}
          </ul>
        )}
      </Loaded>
    </>
  );
}

function Row({ row }: { row: Hunt }) {
  const { t } = useTexts();
  return (
    <li className="lc-finding-row" data-state={row.state}>
      <div className="lc-finding-main">
        <div className="lc-row"><Link to={`/hunts/${row.id}`}><b>{row.title}</b></Link><StateTag state={row.state} />{row.conclusion === 'open' ? null : <ConclusionTag conclusion={row.conclusion} />}{row.agency_id ? <AgencyName id={row.agency_id} /> : null}</div>
        {row.hypothesis ? <div className="lc-small lc-clamp">{row.hypothesis}</div> : null}
        <div className="lc-muted lc-small">{t('hunts.span', { from: formatTime(row.period_from), to: formatTime(row.period_to) })}{row.rules_count > 0 ? ` · ${t('hunts.n_rules', { n: formatNumber(row.rules_count) })}` : ''}{row.indicators_count > 0 ? ` · ${t('hunts.n_indicators', { n: formatNumber(row.indicators_count) })}` : ''}{row.started_by ? ` · ${row.started_by}` : ''}</div>
        {row.state === 'running' ? <Progress percent={percentOf(row)} size="small" aria-label={t('hunts.progress')} /> : null}
      </div>
      <div className="lc-finding-side">
        <Time at={row.ended_at ?? row.started_at ?? row.created_at} />
        {row.state === 'done' ? <span>{row.events_hit > 0 ? t('hunts.n_events_hit', { n: formatNumber(row.events_hit) }) : t('hunts.nothing_of', { n: formatNumber(row.events_read) })}</span> : null}
        {row.evidence_rows > 0 ? <span className="lc-small lc-muted">{t('hunts.evidence_n', { n: formatNumber(row.evidence_rows) })}</span> : null}
      </div>
    </li>
  );
}
