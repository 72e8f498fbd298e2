// SPDX-License-Identifier: Apache-2.0
// What the agency must put right: it reports, the inspectors check again.
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { post } from '@/api/client';
import { useTexts } from '@/i18n';
import { DateInput } from '@/shared/entity/inputs';
import { formatDate } from '@/shared/format';
import { useSystems } from '@/shared/lookups';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { Card, Nothing } from '@/shared/ui';
import { Ask, TextItem } from '@/shared/ask';
import { RemedyTag } from './parts';
import type { Detail, InspectionItem, InspectionRemedy } from './parts';

export function RemedyDialog({ inspectionId, item, onClose, onDone }: { inspectionId: number; item: InspectionItem | null; onClose: () => void; onDone: () => void }) {
  const { t, dyn } = useTexts();
  const required = [{ required: true, message: t('invalid.required') }];
  return (
    <Ask<{ title: string; due_on: string }> title={t('inspections.add_remedy')} ok={t('action.save')} names={['title', 'due_on']} initial={{ title: item?.title ?? '' }} onClose={onClose}
      onSend={(values) => post(`/inspections/${inspectionId}/remedies`, { ...values, ...(item ? { item_id: item.id } : {}) }).then(onDone)}>
      {() => (
        <>
          <Form.Item name="title" label={dyn('field.inspection_remedy.title')} rules={required}><Input maxLength={300} autoFocus /></Form.Item>
          <Form.Item name="due_on" label={dyn('field.inspection_remedy.due_on')} rules={required}><DateInput /></Form.Item>
        </>
      )}
    </Ask>
  );
}

export function Remedies({ detail, onChanged, onAdd }: { detail: Detail; onChanged: () => void; onAdd: () => void }) {
  const { t, dyn } = useTexts();
  const can = useCan();
  const { done, failed } = useNotice();
  const { byId } = useSystems(detail.inspection.inspected_id);
  const systemOf = (remedy: InspectionRemedy) => byId.get(detail.items.find((item) => item.id === remedy.item_id)?.system_id ?? 0)?.name;
  const [reporting, setReporting] = useState<InspectionRemedy | null>(null);
  const [returning, setReturning] = useState<InspectionRemedy | null>(null);
  const inspects = can('inspection', 'write');
  const mayAdd = inspects && ['under_way', 'field_ended', 'drafted', 'concluded'].includes(detail.inspection.state);
  const verify = (remedy: InspectionRemedy) => void post(`/inspection-remedies/${remedy.id}/verify`, { accepted: true, review: '' }).then(() => { done(t('done.saved')); onChanged(); }, failed);
  return (
    <>
      {mayAdd ? <div className="lc-row lc-end lc-gap-below"><Button onClick={onAdd} data-testid="add-remedy">{t('inspections.add_remedy')}</Button></div> : null}
      {detail.remedies.length === 0 ? <Nothing text={t('inspections.no_remedies')} /> : detail.remedies.map((remedy) => (
        <Card key={remedy.id} className="lc-gap-below">
          <div className="lc-row" data-testid="remedy">
            <RemedyTag remedy={remedy} />
            <b className="lc-grow">{[remedy.title, systemOf(remedy)].filter(Boolean).join(' – ')}</b>
            <span className="lc-muted">{t('inspections.by', { date: formatDate(remedy.due_on) })}</span>
          </div>
          {remedy.report ? <p className="lc-pre">{dyn('field.inspection_remedy.report')}: {remedy.report} {remedy.reported_on ? <span className="lc-muted">({formatDate(remedy.reported_on)})</span> : null}</p> : null}
          {remedy.review ? <p className="lc-pre lc-muted">{t('inspections.review')}: {remedy.review}</p> : null}
          <div className="lc-row">
            {detail.inspection.state === 'concluded' && can('inspection_remedy', 'write') && (remedy.state === 'open' || remedy.state === 'returned')
              ? <Button size="small" type={inspects ? 'default' : 'primary'} onClick={() => setReporting(remedy)} data-testid="report-remedy">{t('inspections.report')}</Button> : null}
            {inspects && remedy.state === 'reported' ? <Button size="small" type="primary" onClick={() => verify(remedy)} data-testid="verify-remedy">{t('inspections.verify')}</Button> : null}
            {inspects && remedy.state === 'reported' ? <Button size="small" onClick={() => setReturning(remedy)}>{t('inspections.return')}</Button> : null}
          </div>
        </Card>
      ))}
      {reporting ? (
        <Ask<{ report: string }> title={reporting.title} ok={t('inspections.report')} names={['report']} onClose={() => setReporting(null)}
          onSend={(values) => post(`/inspection-remedies/${reporting.id}/report`, values).then(onChanged)}>
          {() => <TextItem name="report" label={t('inspections.report_text')} max={4000} />}
        </Ask>
      ) : null}
      {returning ? (
        <Ask<{ review: string }> title={returning.title} ok={t('inspections.return')} names={['review']} onClose={() => setReturning(null)}
          onSend={(values) => post(`/inspection-remedies/${returning.id}/verify`, { accepted: false, ...values }).then(onChanged)}>
          {() => <TextItem name="review" label={t('inspections.review')} rows={4} max={2000} />}
        </Ask>
      ) : null}
    </>
  );
}
