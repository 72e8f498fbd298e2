// SPDX-License-Identifier: Apache-2.0
// Addresses that send but belong to no source.
import { Alert, Button, Table } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router-dom';
import { get } from '@/api/client';
import type { Strangers } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { useCan } from '@/shared/session';
import { Loaded, Nothing, PageHead, Time } from '@/shared/ui';
import './sources.css';

type Stranger = Strangers['rows'][number];

export default function StrangersPage() {
  const { t, dyn } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const query = useQuery({ queryKey: ['sources', 'strangers'], queryFn: () => get<Strangers>('/sources/strangers'), refetchInterval: 10_000 });
  return (
    <>
      <PageHead title={t('sources.strangers')} sub={<><Link to="/sources">{t('nav.sources')}</Link> · {t('sources.strangers_sub')}</>} />
      <Loaded query={query}>
        {(data) => (
          <div className="lc-stack">
            {data.rows.length > 0 ? <Alert type={data.is_admitted ? 'info' : 'warning'} showIcon title={t(data.is_admitted ? 'sources.strangers_kept' : 'sources.strangers_refused')} /> : null}
            <div className="lc-card lc-card-flush">
              <Table<Stranger> size="small" rowKey="peer" pagination={data.rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false} dataSource={data.rows} scroll={{ x: 960 }} locale={{ emptyText: <Nothing text={t('sources.strangers_none')} /> }} columns={[
                { title: t('sources.peer'), width: 170, render: (_, r) => <code data-testid="stranger">{r.peer || '—'}</code> },
                { title: t('sources.received'), width: 104, align: 'right', sorter: (a, b) => a.records - b.records, render: (_, r) => formatNumber(r.records) },
                { title: t('sources.first'), width: 136, render: (_, r) => <Time at={r.first_at} /> },
                { title: t('sources.last'), width: 154, sorter: (a, b) => a.last_at.localeCompare(b.last_at), render: (_, r) => <Time at={r.last_at} seconds /> },
                { title: t('sources.format'), width: 100, render: (_, r) => <>{r.sample.format || '—'}<div className="lc-muted lc-small">{dyn(`sources.transport.${r.sample.transport}`, r.sample.transport)}</div></> },
                { title: t('sources.sample'), render: (_, r) => (r.sample.text ? <code className="lc-clamp lc-small" title={r.sample.text}>{r.sample.text.slice(0, 400)}</code> : <span className="lc-muted">{t('sources.hidden')}</span>) },
                ...(can('source', 'write') ? [{ title: '', width: 130, render: (_: unknown, r: Stranger) => (r.peer ? <Button size="small" onClick={() => navigate(`/sources/new?network=${encodeURIComponent(r.peer)}`)} data-testid="make-source">{t('sources.make')}</Button> : null) }] : []),
              ]} />
            </div>
            {data.forgotten > 0 ? <p className="lc-muted">{t('sources.strangers_more', { n: formatNumber(data.forgotten) })}</p> : null}
          </div>
        )}
      </Loaded>
    </>
  );
}
