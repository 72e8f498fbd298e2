// SPDX-License-Identifier: Apache-2.0
// Legal holds: events that are kept beyond their time because somebody needs them.
import { LockOutlined } from '@ant-design/icons';
import { Button, Table } from 'antd';
import { useRef } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { useTexts } from '@/i18n';
import { formatNumber, formatTime } from '@/shared/format';
import { useLiveChange } from '@/shared/live';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { AgencyName, Loaded, Nothing, PageHead } from '@/shared/ui';
import { useHolds, useRefresh } from './data';
import type { Hold } from './data';
import { HoldTag, NewHold } from './parts';

export default function Holds() {
  const { t, dyn } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const url = useUrlState();
  const { done } = useNotice();
  const refresh = useRefresh();
  const opened = useRef(''); // the page of what was made: the dialog's end leads there
  const incident = url.text('incident');
  const holds = useHolds(incident);
  useLiveChange(['legal_hold'], () => void holds.refetch());
  const mayWrite = can('legal_hold', 'write');
  const number = (name: string) => (url.text(name) === '' ? null : Number(url.text(name)));
  return (
    <>
      <PageHead title={t('nav.holds')} sub={incident ? <Link to={`/incidents/${incident}`}>{t('holds.of_incident')}</Link> : t('holds.sub')}
        extra={mayWrite ? <Button type="primary" icon={<LockOutlined />} onClick={() => url.set({ new: '1' })} data-testid="new-hold">{t('holds.keep')}</Button> : null} />
      <Loaded query={holds}>
        {({ rows }) => (
          <div className="lc-card lc-card-flush">
            <Table<Hold> size="middle" rowKey="id" pagination={false} dataSource={rows} locale={{ emptyText: <Nothing text={t('holds.none')} /> }} columns={[
              { title: dyn('field.legal_hold.number'), render: (_, h) => <Link to={`/holds/${h.id}`} data-testid="hold-link">{h.number}</Link> },
              { title: dyn('field.legal_hold.title'), render: (_, h) => <>{h.title}<div className="lc-muted lc-small">{h.agency_id ? <AgencyName id={h.agency_id} /> : t('holds.all_agencies')}</div></> },
              { title: t('holds.span'), render: (_, h) => <span className="lc-nowrap">{formatTime(h.from_at)} – {h.to_at ? formatTime(h.to_at) : t('holds.until_released')}</span> },
              { title: dyn('field.legal_hold.events'), align: 'right', render: (_, h) => formatNumber(h.events ?? 0) },
              { title: dyn('field.legal_hold.state'), render: (_, h) => <HoldTag state={String(h.state)} /> },
            ]} />
          </div>
        )}
      </Loaded>
      {mayWrite && url.text('new') === '1' ? (
        <NewHold initial={{ title: url.text('title'), incident_id: number('incident'), agency_id: number('agency'), system_id: number('system'), from_at: url.text('from') || undefined }}
          onClose={() => (opened.current ? navigate(opened.current) : url.set({ new: null }))}
          onDone={(hold) => { done(t('holds.opened', { number: String(hold.number) })); refresh(); opened.current = `/holds/${hold.id}`; }} />
      ) : null}
    </>
  );
}
