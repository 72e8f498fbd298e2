// SPDX-License-Identifier: Apache-2.0
// Room for events: what lies there by class, how it grows, when the disk is full, what expired.
import { Alert, Table } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { get } from '@/api/client';
import type { components } from '@/api/schema';
import { useTexts } from '@/i18n';
import { Line } from '@/shared/charts';
import { formatBytes, formatDate, formatNumber } from '@/shared/format';
import { useCan } from '@/shared/session';
import { Card, Loaded, Nothing, Time } from '@/shared/ui';

type Storage = components['schemas']['StorageView'];
type Class = components['schemas']['StorageClassView'];
type Expiry = components['schemas']['StorageExpiryView'];

const gib = 1024 ** 3;

/** Every fourth week: a chart of two years has some thirty points. */
export function monthly<T>(points: T[]): T[] {
  return points.filter((_, i) => i % 4 === 0);
}

export function daysUntil(day: string, from: string): number {
  return Math.round((Date.parse(day) - Date.parse(from.slice(0, 10))) / 86_400_000);
}

function useClassName() {
  const { t } = useTexts();
  return (c: { level?: number; is_provider?: boolean }) => {
    const name = c.level ? t('storage.level', { n: c.level }) : t('storage.level_unknown');
    return c.is_provider ? t('storage.provider', { name }) : name;
  };
}

export function StorageCard() {
  const { t } = useTexts();
  const can = useCan();
  const storage = useQuery({ queryKey: ['storage'], queryFn: () => get<Storage>('/storage'), refetchInterval: 300_000 });
  return (
    <Card title={t('storage.title')} extra={can('legal_hold') ? <Link to="/holds">{t('storage.holds')}</Link> : null}>
      <Loaded query={storage}>{(data) => <Room data={data} />}</Loaded>
    </Card>
  );
}

function Room({ data }: { data: Storage }) {
  const { t } = useTexts();
  const nameOf = useClassName();
  const points = monthly(data.points ?? []);
  const used = t('storage.used', { used: formatBytes(data.used_bytes ?? 0), available: formatBytes(data.available_bytes ?? 0), held: formatBytes(data.held_bytes ?? 0) });
  return (
    <div className="lc-stack">
      <Alert type={data.warns ? 'warning' : data.full_on ? 'info' : 'success'} showIcon data-testid="storage-forecast" description={used}
        title={data.full_on ? t('storage.full_on', { date: formatDate(data.full_on), days: formatNumber(daysUntil(data.full_on, data.measured_at ?? '')) }) : t('storage.never_full', { free: formatBytes(data.least_free_bytes ?? 0) })} />
      {data.problem ? <Alert type="warning" showIcon title={t('storage.problem')} description={data.problem} /> : null}
      <Line label={t('storage.chart')} height={170} labels={points.map((p) => formatDate(p.day))} series={[
        { name: t('storage.forecast'), tone: 'primary', values: points.map((p) => round((p.bytes ?? 0) / gib)) },
        { name: t('storage.limit'), tone: 'critical', values: points.map(() => round((data.available_bytes ?? 0) / gib)) },
      ]} />
      <Table<Class> size="small" rowKey={(c) => `${c.level}${c.is_provider}`} pagination={false} dataSource={data.classes ?? []} data-testid="storage-classes" locale={{ emptyText: <Nothing /> }} columns={[
        { title: t('storage.class'), render: (_, c) => nameOf(c) },
        { title: t('storage.months'), render: (_, c) => t('storage.months_n', { n: c.months ?? 0 }) },
        { title: t('storage.events'), align: 'right', render: (_, c) => formatNumber(c.events ?? 0) },
        { title: t('storage.bytes'), align: 'right', render: (_, c) => formatBytes(c.bytes ?? 0) },
        { title: t('storage.a_day_7'), align: 'right', render: (_, c) => formatBytes(c.bytes_a_day_7 ?? 0) },
        { title: t('storage.a_day_30'), align: 'right', render: (_, c) => formatBytes(c.bytes_a_day_30 ?? 0) },
        { title: t('storage.level_off'), align: 'right', render: (_, c) => formatBytes(c.bytes_when_level ?? 0) },
        { title: t('storage.oldest'), render: (_, c) => formatDate(c.oldest) },
      ]} />
      <section aria-label={t('storage.expired')}>
        <h3 className="lc-sub">{t('storage.expired')}</h3>
        <Table<Expiry> size="small" rowKey={(e) => `${e.level}${e.is_provider}${e.monday}${e.dropped_at}`} pagination={{ pageSize: 10, hideOnSinglePage: true }} dataSource={data.expired ?? []} locale={{ emptyText: <Nothing text={t('storage.none_expired')} /> }} columns={[
          { title: t('storage.week'), render: (_, e) => formatDate(e.monday) },
          { title: t('storage.class'), render: (_, e) => nameOf(e) },
          { title: t('storage.months'), render: (_, e) => t('storage.months_n', { n: e.months ?? 0 }) },
          { title: t('storage.events'), align: 'right', render: (_, e) => formatNumber(e.events ?? 0) },
          { title: t('storage.bytes'), align: 'right', render: (_, e) => formatBytes(e.bytes ?? 0) },
          { title: t('storage.dropped_at'), render: (_, e) => <Time at={e.dropped_at} /> },
        ]} />
      </section>
    </div>
  );
}

const round = (value: number): number => Math.round(value * 10) / 10;
