// SPDX-License-Identifier: Apache-2.0
// The record of a scan, a hunt, a drill … with its evidence file.
import { InboxOutlined } from '@ant-design/icons';
import { Drawer, Button, Form, Input, InputNumber, Progress, Select, Upload } from 'antd';
import type { UploadFile } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'react-router-dom';
import { post, upload } from '@/api/client';
import type { AssuranceRecord, EvidenceFile } from '@/api/types';
import { useTexts } from '@/i18n';
import { useEntities } from './entity/data';
import { FormProblem, placeProblem } from './entity/form';
import { DateInput } from './entity/inputs';
import { SystemSelect } from './entity/select';
import { formPathOf, useEvidenceKinds } from './evidence_kinds';
import { formatBytes, today } from './format';
import { useNotice } from './problems';
import type { RecordRequest } from './record_dialog';

interface Values {
  kind: string;
  system_id?: number | null;
  performed_on: string;
  result: string;
  level?: number | null;
  subject?: string;
  period?: string;
  valid_until?: string | null;
  provider?: string;
  summary?: string;
}

const mostBytes = 100 * 1024 * 1024;
const fieldNames = new Set(['kind', 'system_id', 'performed_on', 'result', 'level', 'subject', 'period', 'valid_until', 'provider', 'summary']);

/** The choices of an enum field of the assurance register, from the server's description. */
function useChoices(field: string): string[] {
  const entities = useEntities();
  return entities.data?.get('assurance-records')?.fields.find((f) => f.name === field)?.choices ?? [];
}

export default function RecordDrawer({ request, onClose }: { request: RecordRequest; onClose: () => void }) {
  const { pathname, search } = useLocation();
  const { byKind } = useEvidenceKinds();
  const texts = useTexts();
  const { t, dyn } = texts;
  const queries = useQueryClient();
  const { done } = useNotice();
  const [form] = Form.useForm<Values>();
  const kind = Form.useWatch('kind', form) ?? request.kinds[0] ?? 'briefing';
  const allKinds = useChoices('kind');
  const kinds = request.kinds.length > 0 ? request.kinds : allKinds;
  const results = useChoices('result');
  const page = formPathOf(byKind.get(kind), request, pathname + search);
  const [files, setFiles] = useState<UploadFile[]>([]);
  const [percent, setPercent] = useState<number | null>(null);
  const [stored, setStored] = useState<EvidenceFile | null>(null);
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const sendFile = async (): Promise<number | null> => {
    const file = files[0]?.originFileObj;
    if (!file) return null;
    if (stored) return stored.id;
    setPercent(0);
    const sent = await upload<EvidenceFile>('/evidence-files', { agency_id: request.agencyId, file_name: file.name }, file, setPercent);
    setStored(sent);
    return sent.id;
  };
  const submit = async (values: Values) => {
    setBusy(true);
    setError('');
    try {
      const fileId = await sendFile();
      const given = Object.entries(values).filter(([, v]) => v !== undefined && v !== null && v !== '');
      await post<AssuranceRecord>('/assurance-records', {
        ...Object.fromEntries(given), agency_id: request.agencyId, ...(fileId !== null ? { evidence_file_id: fileId } : {}),
      });
      done(t('record.done'));
      for (const key of ['duties', 'score', 'rows', 'overview', 'directive']) void queries.invalidateQueries({ queryKey: [key] });
      onClose();
    } catch (problem) {
      setError(placeProblem(texts, form, fieldNames, problem));
      setPercent(null);
      setBusy(false);
    }
  };
  const required = [{ required: true, message: t('invalid.required') }];
  return (
    <Drawer open onClose={onClose} size={560} title={t('record.title')} data-testid="record-dialog"
      footer={<div className="lc-row lc-end"><Button onClick={onClose}>{t('action.cancel')}</Button><Button type="primary" loading={busy} disabled={page !== ''} onClick={form.submit} data-testid="save-record">{t('record.submit')}</Button></div>}>
      {request.title ? <p className="lc-gap-below"><b>{request.title}</b></p> : null}
      <FormProblem text={error} />
      <Form form={form} layout="vertical" scrollToFirstError onFinish={(v: Values) => void submit(v)}
        initialValues={{ kind: request.kinds[0] ?? 'briefing', system_id: request.systemId, performed_on: today(), result: 'done', period: request.period, subject: request.subject }}>
        <Form.Item name="kind" label={dyn('field.assurance_record.kind')} rules={required} hidden={request.kinds.length === 1}>
          <Select showSearch={{ optionFilterProp: 'label' }} options={kinds.map((value) => ({ value, label: dyn(`choice.assurance_record.kind.${value}`) }))} />
        </Form.Item>
        {request.kinds.length === 1 && request.title !== dyn(`choice.assurance_record.kind.${request.kinds[0] ?? ''}`) ? <p className="lc-gap-below lc-muted">{dyn(`choice.assurance_record.kind.${request.kinds[0] ?? ''}`)}</p> : null}
        {page === '' ? null : <p className="lc-gap-below">{t('record.own_register')} <Link to={page} data-testid="open-register-form">{t('record.open_register', { name: dyn(`choice.assurance_record.kind.${kind}`) })}</Link></p>}
        <Form.Item name="system_id" label={dyn('field.assurance_record.system_id')} extra={t('record.system_hint')}><SystemSelect allowClear agencyId={request.agencyId} /></Form.Item>
        <div className="lc-form-grid">
          <Form.Item name="performed_on" label={dyn('field.assurance_record.performed_on')} rules={required}><DateInput /></Form.Item>
          <Form.Item name="result" label={dyn('field.assurance_record.result')} rules={required}>
            <Select options={results.map((value) => ({ value, label: dyn(`choice.assurance_record.result.${value}`) }))} />
          </Form.Item>
          {byKind.get(kind)?.needs_level ? <Form.Item name="level" label={dyn('field.assurance_record.level')} rules={required}><InputNumber min={1} max={5} style={{ width: '100%' }} /></Form.Item> : null}
          {byKind.get(kind)?.subject ? <Form.Item name="subject" label={dyn('field.assurance_record.subject')} extra={t('record.subject_hint')} rules={required}><Input maxLength={120} /></Form.Item> : null}
          <Form.Item name="period" label={dyn('field.assurance_record.period')} extra={t('record.period_hint')}><Input maxLength={7} placeholder={today().slice(0, 4)} /></Form.Item>
          <Form.Item name="valid_until" label={dyn('field.assurance_record.valid_until')}><DateInput /></Form.Item>
          <Form.Item name="provider" label={dyn('field.assurance_record.provider')} className="lc-form-wide"><Input maxLength={200} placeholder={t('record.provider_hint')} /></Form.Item>
        </div>
        <Form.Item name="summary" label={dyn('field.assurance_record.summary')}><Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={8000} placeholder={t('record.summary_hint')} /></Form.Item>
        <Form.Item label={t('record.file')} extra={t('record.file_hint')}>
          <Upload.Dragger maxCount={1} fileList={files} beforeUpload={(file) => {
            if (file.size > mostBytes) setError(t('record.too_large', { size: formatBytes(mostBytes) }));
            return false;
          }} onChange={({ fileList }) => {
            setStored(null);
            setFiles(fileList.filter((f) => (f.size ?? 0) <= mostBytes).slice(-1));
          }}>
            <p className="lc-upload"><InboxOutlined /> {t('record.drop')}</p>
          </Upload.Dragger>
          {percent !== null ? <Progress percent={percent} size="small" aria-label={t('record.file')} /> : null}
        </Form.Item>
      </Form>
    </Drawer>
  );
}
