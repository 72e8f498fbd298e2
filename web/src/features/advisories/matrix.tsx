// SPDX-License-Identifier: Apache-2.0
// Agencies × answers, the late ones first.
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { post } from '@/api/client';
import { useTexts } from '@/i18n';
import { Ask } from '@/shared/ask';
import { formatDate, formatNumber, formatTime } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { AgencyName, Card } from '@/shared/ui';
import { AnswerLine, DeliveryTag, isLate, isOpen } from './parts';
import type { Delivery, Detail } from './parts';

const order = (delivery: Delivery) => (isLate(delivery) ? 0 : ['sent', 'read', 'answered', 'withdrawn', 'closed'].indexOf(delivery.state) + 1);

export function Matrix({ detail, onChanged }: { detail: Detail; onChanged: () => void }) {
  const { t, dyn } = useTexts();
  const can = useCan();
  const { done, failed } = useNotice();
  const url = useUrlState();
  const [returning, setReturning] = useState<Delivery | null>(null);
  const issues = can('advisory_issue', 'write') && detail.advisory.state !== 'withdrawn';
  const groups: [string, string, Delivery[]][] = [
    ['all', t('advisories.all'), detail.deliveries],
    ['late', t('advisories.late'), detail.deliveries.filter(isLate)],
    ...['sent', 'read', 'answered', 'closed'].map((state): [string, string, Delivery[]] => [state, dyn(`choice.advisory_delivery.state.${state}`), detail.deliveries.filter((d) => d.state === state)]),
  ];
  const show = url.text('show', 'all');
  const rows = [...(groups.find(([name]) => name === show)?.[2] ?? [])].sort((a, b) => order(a) - order(b) || a.id - b.id);
  const open = detail.deliveries.filter(isOpen).length;
  const remind = (ids: number[]) => void post<{ reminded: number }>(`/advisories/${detail.advisory.id}/remind`, { deliveries: ids })
    .then((answer) => { done(t('advisories.reminded', { n: formatNumber(answer.reminded) })); onChanged(); }, failed);
  return (
    <Card title={t('advisories.matrix')} extra={issues && open > 0 ? <Button size="small" onClick={() => remind([])} data-testid="remind-all">{t('advisories.remind_all', { n: formatNumber(open) })}</Button> : null}>
      <div className="lc-filters" role="group" aria-label={t('advisories.matrix')}>
        {groups.map(([name, label, list]) => <button key={name} type="button" className="lc-chip" aria-pressed={show === name} data-testid={`matrix-${name}`} onClick={() => url.set({ show: name === 'all' ? null : name })}>{label} <b>{list.length}</b></button>)}
      </div>
      <div className="lc-scroll-x">
        <table className="lc-plain-table" data-testid="matrix">
          <thead><tr><th scope="col">{t('advisories.agency')}</th><th scope="col">{dyn('field.advisory_delivery.state')}</th><th scope="col">{t('advisories.answers')}</th><th /></tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id} data-testid="delivery">
                <td><Link to={`/advisories/deliveries/${row.id}`}><AgencyName id={row.agency_id} /></Link><div className="lc-muted lc-small">{dyn(`choice.advisory_delivery.reason.${row.reason}`)}</div></td>
                <td>
                  <div className="lc-row"><DeliveryTag delivery={row} /></div>
                  <div className="lc-muted lc-small">{row.read_at ? t('advisories.read_line', { date: formatTime(row.read_at), who: row.read_by }) : t('advisories.unread')}{row.reminders > 0 ? ` · ${t('advisories.reminded_n', { n: row.reminders })}` : ''}</div>
                </td>
                <td>
                  {detail.answers.filter((answer) => answer.delivery_id === row.id).map((answer) => <AnswerLine key={answer.id} answer={answer} />)}
                  {row.warned_on ? <div className="lc-small">{t('advisories.warned_line', { n: formatNumber(row.warned_count ?? 0), date: formatDate(row.warned_on) })}</div> : null}
                </td>
                <td>
                  {issues && isOpen(row) ? <Button size="small" onClick={() => remind([row.id])}>{t('advisories.remind')}</Button> : null}
                  {issues && (row.state === 'closed' || row.state === 'answered') ? <Button size="small" onClick={() => setReturning(row)} data-testid="return">{t('advisories.return')}</Button> : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {returning ? (
        <Ask<{ reason: string }> title={t('advisories.return')} ok={t('advisories.return')} names={['reason']} onClose={() => setReturning(null)}
          onSend={(values) => post(`/advisory-deliveries/${returning.id}/return`, values).then(onChanged)}>
          {() => <Form.Item name="reason" label={t('advisories.return_reason')} rules={[{ required: true, whitespace: true, message: t('invalid.required') }]}><Input autoFocus maxLength={500} /></Form.Item>}
        </Ask>
      ) : null}
    </Card>
  );
}
