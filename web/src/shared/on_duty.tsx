// SPDX-License-Identifier: Apache-2.0
// Who is on duty now, in one line: for the desk and the wallboard.
import { PhoneOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { get } from '@/api/client';
import type { components } from '@/api/schema';
import { useTexts } from '@/i18n';
import { Tag } from './ui';

type OnDutyView = components['schemas']['OnDutyView'];

export function OnDuty() {
  const { t } = useTexts();
  const duty = useQuery({ queryKey: ['roster', 'on-duty', ''], queryFn: () => get<OnDutyView>('/roster/on-duty'), refetchInterval: 60_000 });
  if (!duty.data) return null;
  const { now, alarms } = duty.data;
  return (
    <div className="lc-row" data-testid="on-duty-line">
      <PhoneOutlined />
      {now.length === 0 ? <Tag tone="critical">{t('on_duty.nobody')}</Tag> : (
        <span>{t('on_duty.now')} {now.map(({ shift, person }, i) => <span key={shift.id}>{i > 0 ? ', ' : ''}<b>{person.name}</b> <span className="lc-nowrap">{person.mobile || person.phone}</span></span>)}</span>
      )}
      <Link to="/roster">{alarms.length > 0 ? <span className="lc-text-critical">{t('on_duty.alarms', { n: alarms.length })}</span> : t('on_duty.roster')}</Link>
    </div>
  );
}
