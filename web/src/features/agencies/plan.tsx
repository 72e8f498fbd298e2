// SPDX-License-Identifier: Apache-2.0
// What a reorganisation would do, and what stands in its way.
import { Alert, Table } from 'antd';
import { useTexts } from '@/i18n';
import type { Texts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import type { Plan, Remark } from './data';

/** The remark in the reader's language; the server's English where there is none. */
export function remarkText({ dyn }: Pick<Texts, 'dyn'>, remark: Remark): string {
  const text = dyn(`reorganise.problem.${remark.code}`, remark.text);
  return text.replace(/\{(\d)\}/g, (whole, n: string) => {
    const value = remark.arguments[Number(n)];
    return value === undefined ? whole : dyn(`entity.${value}`, value);
  });
}

export function PlanView({ plan }: { plan: Plan }) {
  const texts = useTexts();
  const { t, dyn } = texts;
  const to = (i: number) => plan.successors[i]?.name ?? '—';
  return (
    <div className="lc-stack" data-testid="plan">
      <h2>{plan.title}</h2>
      {plan.problems.map((p) => (
        <Alert key={`${p.code}-${p.place}-${p.arguments.join()}`} type="error" showIcon title={remarkText(texts, p)} description={dyn(`reorganise.hint.${p.code}`, p.hint)} />
      ))}
      {plan.notices.map((p) => (
        <Alert key={p.code} type="info" showIcon title={remarkText(texts, p)} description={dyn(`reorganise.hint.${p.code}`, p.hint)} />
      ))}
      <div className="lc-two">
        <Units title={t('reorganise.before')} units={plan.predecessors} />
        <Units title={t('reorganise.after')} units={plan.successors} />
      </div>
      {plan.children.length > 0 ? <p>{t('reorganise.children', { n: plan.children.length, names: plan.children.map((c) => c.name).slice(0, 5).join(', ') })}</p> : null}
      {plan.closing > 0 ? <p>{t('reorganise.closing', { n: plan.closing })}</p> : null}
      <h3>{t('reorganise.passes', { n: formatNumber(plan.total) })}</h3>
      <Table size="small" rowKey={(c) => `${c.entity}-${c.to}`} dataSource={plan.counts} pagination={false} columns={[
        { key: 'entity', title: t('reorganise.what'), render: (_, c) => dyn(`entity.${c.entity}`, c.entity) },
        { key: 'count', title: t('reorganise.count'), width: 120, align: 'right', render: (_, c) => formatNumber(c.count) },
        { key: 'to', title: t('agencies.to'), render: (_, c) => to(c.to) },
      ]} expandable={{ expandedRowRender: (c) => (
        <ul className="lc-bullets">{plan.moves.filter((m) => m.entity === c.entity && m.to === c.to).slice(0, 200).map((m) => <li key={m.id}>{m.title}</li>)}</ul>
      ) }} />
    </div>
  );
}

function Units({ title, units }: { title: string; units: Plan['successors'] }) {
  const { t } = useTexts();
  return (
    <div>
      <h3>{title}</h3>
      <ul className="lc-bullets">
        {units.map((u) => <li key={u.code}>{u.name} <span className="lc-muted">({u.code}{u.id === 0 ? ` · ${t('reorganise.is_new')}` : ''})</span></li>)}
      </ul>
    </div>
  );
}
