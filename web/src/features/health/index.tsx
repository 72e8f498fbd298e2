// SPDX-License-Identifier: Apache-2.0
import { CheckCircleFilled, CloseCircleFilled, WarningFilled } from '@ant-design/icons';
import { Table } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { get } from '@/api/client';
import type { Health } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatBytes, formatNumber } from '@/shared/format';
import { Loaded, PageHead, Tag } from '@/shared/ui';
import { StorageCard } from './storage';

/** The server says what is well in fixed sentences, with numbers; what is wrong it says in its own words. */
function useDetail(): (detail: string) => string {
  const { dyn } = useTexts();
  return (detail) => {
    const numbers = detail.match(/\d+/g) ?? [];
    const sentence = detail.replace(/\d+/g, 'n').replace(/[^A-Za-z]+/g, '_').toLowerCase();
    return dyn(`health.say.${sentence}`, detail).replace(/\{(\d)\}/g, (_, i: string) => {
      const n = Number(numbers[Number(i)]);
      return sentence.includes('mib') ? formatBytes(n * 1024 * 1024) : formatNumber(n);
    });
  };
}

export default function HealthPage() {
  const { t, dyn } = useTexts();
  const detail = useDetail();
  const health = useQuery({ queryKey: ['health'], queryFn: () => get<Health>('/health'), refetchInterval: 10_000 });
  return (
    <>
      <PageHead title={t('nav.health')} sub={health.data ? t('shell.version', { version: health.data.version }) : null} />
      <div className="lc-stack">
      <Loaded query={health}>
        {(data) => (
          <div className="lc-card lc-card-flush">
            <Table<Health['components'][number]> size="small" rowKey="name" pagination={false} dataSource={data.components} columns={[
              { title: t('health.part'), render: (_, c) => dyn(`health.part.${c.name}`, c.name) },
              { title: t('health.state'), render: (_, c) => c.ok
                ? <Tag tone="good" icon={<CheckCircleFilled />}>{t('health.ok')}</Tag>
                : c.required === false ? <Tag tone="medium" icon={<WarningFilled />}>{t('health.degraded')}</Tag>
                : <Tag tone="critical" icon={<CloseCircleFilled />}>{t('health.bad')}</Tag> },
              { title: t('health.detail'), render: (_, c) => detail(c.detail) },
            ]} />
          </div>
        )}
      </Loaded>
      <StorageCard />
      </div>
    </>
  );
}
