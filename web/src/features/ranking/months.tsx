// SPDX-License-Identifier: Apache-2.0
// Frozen months with their hashes, held against the journal on request.
import { SafetyCertificateOutlined, WarningFilled } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { get } from '@/api/client';
import type { Verdict } from '@/api/ranking_types';
import { useTexts } from '@/i18n';
import { formatMonth, monthOf } from '@/shared/format';
import { Loaded, Nothing, Tag } from '@/shared/ui';
import { RankingSection } from './section';

export default function MonthsPage() {
  const { t } = useTexts();
  const verdicts = useQuery({ queryKey: ['ranking', 'verify'], queryFn: () => get<{ rows: Verdict[] }>('/ranking/verify') });
  return (
    <RankingSection title={t('rank.months_title')} sub={t('rank.months_sub')}>
      <Loaded query={verdicts} rows={10}>{(data) => {
        const frozen = new Set(data.rows.map((row) => row.month));
        const open = Array.from({ length: 13 }, (_, i) => monthOf(-1 - i)).filter((month) => !frozen.has(month));
        return (
          <div className="lc-card lc-card-flush lc-scroll-x" role="region" aria-label={t('rank.months_title')} tabIndex={0}>
            {data.rows.length + open.length === 0 ? <Nothing text={t('ranking.none')} /> : (
              <table className="lc-plain-table" data-testid="months">
                <thead><tr><th>{t('ranking.month')}</th><th>{t('rank.state')}</th><th>{t('rank.two_persons')}</th><th>{t('rank.addenda')}</th><th>SHA-256</th></tr></thead>
                <tbody>
                  {open.map((month) => <tr key={month}><td><Link to={`/ranking/months/${month}`}>{formatMonth(month)}</Link></td><td><Tag tone="medium">{t('rank.not_frozen')}</Tag></td><td /><td /><td /></tr>)}
                  {[...data.rows].reverse().map((row) => (
                    <tr key={row.month}>
                      <td><Link to={`/ranking/months/${row.month}`}>{formatMonth(row.month)}</Link></td>
                      <td>{row.intact ? <Tag tone="good" icon={<SafetyCertificateOutlined />}>{t('rank.intact')}</Tag> : <Tag tone="critical" icon={<WarningFilled />} title={row.fault}>{t('rank.touched')}</Tag>}{row.intact ? null : <div className="lc-small lc-text-critical">{row.fault}</div>}</td>
                      <td>{row.proposed_by || '–'} → {row.frozen_by}</td>
                      <td className="lc-num">{row.addenda}</td>
                      <td className="lc-hash">{row.sha256}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </div>
        );
      }}</Loaded>
    </RankingSection>
  );
}
