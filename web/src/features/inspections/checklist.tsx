// SPDX-License-Identifier: Apache-2.0
// The lines of the checklist: what the platform has on record beside what the inspectors found.
import { Button, Form, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { patch, post } from '@/api/client';
import { useTexts } from '@/i18n';
import { DateInput } from '@/shared/entity/inputs';
import { formatDate, today } from '@/shared/format';
import { useSystems } from '@/shared/lookups';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { Card, DutyTag, Nothing, Tag } from '@/shared/ui';
import type { Tone } from '@/shared/ui';
import { Ask } from '@/shared/ask';
import type { Detail, InspectionItem } from './parts';

const verdicts = ['not_checked', 'met', 'partly', 'not_met', 'not_applicable'] as const;
const tones: Record<string, Tone> = { not_checked: 'neutral', met: 'good', partly: 'medium', not_met: 'critical', not_applicable: 'neutral' };

function Line({ item, system, mayJudge, onChanged, onRemedy }: { item: InspectionItem; system: string; mayJudge: boolean; onChanged: () => void; onRemedy: (item: InspectionItem) => void }) {
  const { t, dyn } = useTexts();
  const { failed } = useNotice();
  const save = (change: Partial<InspectionItem>) => void patch(`/inspection-items/${item.id}`, change, item.version).then(onChanged, (error: unknown) => { failed(error); onChanged(); });
  const facts = item.facts === '' ? [] : item.facts.split(' ');
  return (
    <tr data-testid="checklist-line">
      <td>
        {item.title}
        {item.system_id ? <div className="lc-muted"><Link to={`/registers/systems/${item.system_id}`}>{system}</Link></div> : null}
        {item.part ? <div className="lc-muted lc-small">{item.part}</div> : null}
      </td>
      <td>
        {item.duty_status ? <DutyTag status={item.duty_status as never} /> : null}
        {facts.length > 0 ? (
          <div className="lc-small">{t('inspections.evidence', { n: facts.length })} {facts.slice(0, 4).map((id) => <Link key={id} to={`/journal?fact=${id}`} data-testid="line-evidence">#{id} </Link>)}</div>
        ) : null}
      </td>
      <td>
        {mayJudge ? (
          <Select size="small" value={item.verdict} onChange={(verdict) => save({ verdict })} aria-label={dyn('field.inspection_item.verdict')} style={{ width: '100%' }} popupMatchSelectWidth={false}
            options={verdicts.map((value) => ({ value, label: dyn(`choice.inspection_item.verdict.${value}`) }))} />
        ) : <Tag tone={tones[item.verdict] ?? 'neutral'}>{dyn(`choice.inspection_item.verdict.${item.verdict}`)}</Tag>}
      </td>
      <td>
        {mayJudge ? (
          <Input.TextArea size="small" autoSize defaultValue={item.note} maxLength={4000} aria-label={t('inspections.note')}
            onBlur={(e) => { if (e.target.value !== item.note) save({ note: e.target.value }); }} />
        ) : <span className="lc-pre">{item.note}</span>}
        {mayJudge && (item.verdict === 'not_met' || item.verdict === 'partly') ? <Button type="link" size="small" onClick={() => onRemedy(item)}>{t('inspections.add_remedy')}</Button> : null}
      </td>
    </tr>
  );
}

function DrawUp({ id, onClose, onDone }: { id: number; onClose: () => void; onDone: () => void }) {
  const { t } = useTexts();
  return (
    <Ask<{ as_of: string; systems: number; seed?: number | null }> title={t('inspections.draw_up')} ok={t('inspections.draw_up')} names={['as_of', 'systems', 'seed']}
      initial={{ as_of: today(), systems: 5 }} onClose={onClose}
      onSend={({ seed, ...rest }) => post(`/inspections/${id}/checklist`, { ...rest, ...(seed ? { seed } : {}) }).then(onDone)}>
      {() => (
        <>
          <p className="lc-gap-below lc-muted">{t('inspections.draw_up_hint')}</p>
          <div className="lc-form-grid">
            <Form.Item name="as_of" label={t('inspections.as_of')} rules={[{ required: true, message: t('invalid.required') }]}><DateInput /></Form.Item>
            <Form.Item name="systems" label={t('inspections.sample')}><InputNumber min={0} max={1000} precision={0} style={{ width: '100%' }} /></Form.Item>
            <Form.Item name="seed" label={t('inspections.seed')}><InputNumber min={1} max={2147483647} precision={0} style={{ width: '100%' }} /></Form.Item>
          </div>
        </>
      )}
    </Ask>
  );
}

export function Checklist({ detail, onChanged, onRemedy }: { detail: Detail; onChanged: () => void; onRemedy: (item: InspectionItem) => void }) {
  const { t, dyn } = useTexts();
  const can = useCan();
  const { byId } = useSystems(detail.inspection.inspected_id);
  const [drawing, setDrawing] = useState(false);
  const [asking, setAsking] = useState(false);
  const { inspection, items } = detail;
  const mayWrite = can('inspection', 'write') && ['planned', 'announced', 'under_way', 'field_ended'].includes(inspection.state);
  const mayJudge = mayWrite && ['under_way', 'field_ended'].includes(inspection.state);
  const done = items.filter((item) => item.verdict !== 'not_checked').length;
  return (
    <>
      <div className="lc-row lc-gap-below">
        <span className="lc-grow lc-muted">
          {items.length > 0 ? t('inspections.judged', { done, all: items.length }) : null}
          {inspection.as_of ? ` · ${t('inspections.drawn', { date: formatDate(inspection.as_of), seed: inspection.sample_seed })}` : null}
        </span>
        {mayWrite ? <Button onClick={() => setAsking(true)}>{t('inspections.question')}</Button> : null}
        {mayWrite ? <Button type={items.length === 0 ? 'primary' : 'default'} onClick={() => setDrawing(true)} data-testid="draw-up">{t('inspections.draw_up')}</Button> : null}
      </div>
      {items.length === 0 ? <Nothing text={t(can('inspection', 'write') ? 'inspections.no_lines' : 'inspections.hidden_lines')} /> : (
        <Card className="lc-scroll-x">
          <table className="lc-plain-table">
            <thead><tr><th>{t('inspections.requirement')}</th><th>{t('inspections.recorded')}</th><th>{dyn('field.inspection_item.verdict')}</th><th>{t('inspections.note')}</th></tr></thead>
            <tbody>{items.map((item) => <Line key={`${item.id}.${item.version}`} item={item} system={byId.get(item.system_id ?? 0)?.name ?? ''} mayJudge={mayJudge} onChanged={onChanged} onRemedy={onRemedy} />)}</tbody>
          </table>
        </Card>
      )}
      {drawing ? <DrawUp id={inspection.id} onClose={() => setDrawing(false)} onDone={onChanged} /> : null}
      {asking ? (
        <Ask<{ title: string }> title={t('inspections.question')} ok={t('action.save')} names={['title']} onClose={() => setAsking(false)}
          onSend={(values) => post(`/inspections/${inspection.id}/questions`, values).then(onChanged)}>
          {() => <Form.Item name="title" label={t('inspections.requirement')} extra={t('inspections.question_hint')} rules={[{ required: true, whitespace: true, message: t('invalid.required') }]}><Input autoFocus maxLength={300} /></Form.Item>}
        </Ask>
      ) : null}
    </>
  );
}
