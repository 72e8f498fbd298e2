// SPDX-License-Identifier: Apache-2.0
// Dismissing needs a reason and a note; escalating opens an incident or joins one.
import { Form, Input, Modal, Radio, Select } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { get } from '@/api/client';
import { dismissReasons, incidentCategories, severities } from '@/api/types';
import type { DismissReason, Incident, IncidentCategory, Page, Severity } from '@/api/types';
import { useTexts } from '@/i18n';
import { FormProblem } from '@/shared/entity/form';
import { problemText } from '@/shared/problems';
import type { ActionBody } from './data';

interface DialogProps {
  count: number;
  onClose: () => void;
  /** Rejects with what went wrong; the dialog stays open and says it. */
  onSubmit: (body: ActionBody) => Promise<void>;
}

function useSubmit({ onClose, onSubmit }: DialogProps) {
  const texts = useTexts();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const submit = (body: ActionBody) => {
    setBusy(true);
    setError('');
    onSubmit(body).then(onClose, (problem: unknown) => {
      setError(problemText(texts, problem));
      setBusy(false);
    });
  };
  return { busy, error, submit };
}

export function DismissDialog({ reason, ...props }: DialogProps & { reason?: DismissReason }) {
  const { t, dyn } = useTexts();
  const [form] = Form.useForm<{ reason: DismissReason; note: string }>();
  const { busy, error, submit } = useSubmit(props);
  return (
    <Modal open title={t('alerts.dismiss_title', { n: props.count })} onCancel={props.onClose} onOk={form.submit}
      okText={t('alerts.dismiss')} cancelText={t('action.cancel')} confirmLoading={busy}>
      <FormProblem text={error} />
      <Form form={form} layout="vertical" initialValues={{ reason: reason ?? 'false_positive' }} onFinish={submit}>
        <Form.Item name="reason" label={t('alerts.reason')} rules={[{ required: true, message: t('invalid.required') }]}>
          <Radio.Group className="lc-stack-radio"
            options={dismissReasons.map((value) => ({ value, label: dyn(`choice.alert.dismiss_reason.${value}`) }))} />
        </Form.Item>
        <Form.Item name="note" label={t('alerts.note')} extra={t('alerts.note_hint')}
          rules={[{ required: true, whitespace: true, message: t('invalid.required') }]}>
          <Input.TextArea autoFocus rows={3} maxLength={2000} onKeyDown={(e) => {
            if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) form.submit();
          }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function IncidentSelect({ value, onChange, id }: { value?: number; onChange?: (id: number) => void; id?: string }) {
  const [text, setText] = useState('');
  const found = useQuery({
    queryKey: ['select', 'incident', text],
    queryFn: () => get<Page<Incident>>('/incidents', { q: text, status: 'open,contained,recovered', limit: 20, sort: '-detected_at' }),
  });
  return (
    <Select {...(id ? { id } : {})} {...(value ? { value } : {})} {...(onChange ? { onChange } : {})}
      showSearch={{ filterOption: false, onSearch: setText }} loading={found.isFetching}
      options={(found.data?.rows ?? []).map((i) => ({ value: i.id, label: `${i.number} · ${i.title}` }))} />
  );
}

interface EscalateValues {
  mode: 'new' | 'existing';
  incident_id?: number;
  title?: string;
  severity?: Severity;
  category?: IncidentCategory;
}

export function EscalateDialog({ title, ...props }: DialogProps & { title: string }) {
  const { t, dyn } = useTexts();
  const [form] = Form.useForm<EscalateValues>();
  const mode = Form.useWatch('mode', form) ?? 'new';
  const { busy, error, submit } = useSubmit(props);
  const required = [{ required: true, message: t('invalid.required') }];
  const finish = ({ mode: chosen, ...values }: EscalateValues) =>
    submit(chosen === 'existing' && values.incident_id ? { incident_id: values.incident_id } : {
      ...(values.title ? { title: values.title } : {}),
      ...(values.severity ? { severity: values.severity } : {}),
      ...(values.category ? { category: values.category } : {}),
    });
  return (
    <Modal open title={t('alerts.escalate_title', { n: props.count })} onCancel={props.onClose} onOk={form.submit}
      okText={t('alerts.escalate')} cancelText={t('action.cancel')} confirmLoading={busy}>
      <FormProblem text={error} />
      <Form form={form} layout="vertical" onFinish={finish}
        initialValues={{ mode: 'new', title: title.slice(0, 300), severity: 'm3', category: 'intrusion' }}>
        <Form.Item name="mode" label={t('alerts.escalate_to')}>
          <Radio.Group options={[{ value: 'new', label: t('alerts.new_incident') }, { value: 'existing', label: t('alerts.existing_incident') }]} />
        </Form.Item>
        {mode === 'existing' ? (
          <Form.Item name="incident_id" label={t('nav.incidents')} rules={required}><IncidentSelect /></Form.Item>
        ) : (
          <>
            <Form.Item name="title" label={dyn('field.incident.title')} rules={required}><Input maxLength={300} autoFocus /></Form.Item>
            <Form.Item name="severity" label={dyn('field.incident.severity')} rules={required}>
              <Select options={severities.map((value) => ({ value, label: dyn(`choice.incident.severity.${value}`) }))} />
            </Form.Item>
            <Form.Item name="category" label={dyn('field.incident.category')} rules={required}>
              <Select options={incidentCategories.map((value) => ({ value, label: dyn(`choice.incident.category.${value}`) }))} />
            </Form.Item>
          </>
        )}
      </Form>
    </Modal>
  );
}
