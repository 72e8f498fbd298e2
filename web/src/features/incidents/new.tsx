// SPDX-License-Identifier: Apache-2.0
// Reporting an incident: the few questions that matter first; the rest can follow. What is typed is
// kept in this browser until it was sent.
import { Alert, Button, Checkbox, Form, Input, Radio, Select } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { post } from '@/api/client';
import { incidentCategories, severities } from '@/api/types';
import type { Incident } from '@/api/types';
import { useTexts } from '@/i18n';
import { FormProblem, placeProblem, useDraft } from '@/shared/entity/form';
import type { Values } from '@/shared/entity/form';
import { InstantInput } from '@/shared/entity/inputs';
import { AgencySelect, SystemSelect } from '@/shared/entity/select';
import { useNotice } from '@/shared/problems';
import { useMe } from '@/shared/session';
import { Card, PageHead } from '@/shared/ui';

const flags = ['is_serious', 'beyond_capacity', 'harms_security', 'personal_data'] as const;
const names = new Set<string>(['agency_id', 'system_id', 'title', 'description', 'severity', 'category', 'detected_at', ...flags]);

export default function NewIncident() {
  const texts = useTexts();
  const { t, dyn } = texts;
  const me = useMe();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { done } = useNotice();
  const [form] = Form.useForm<Values>();
  const draft = useDraft(form, 'new.incident');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const agencyId = Form.useWatch('agency_id', form) as number | undefined;
  const submit = async (values: Values) => {
    setBusy(true);
    setError('');
    const given = Object.entries(values).filter(([, v]) => v !== undefined && v !== null && v !== '');
    try {
      const incident = await post<Incident>('/incidents', {
        ...Object.fromEntries(given),
        agency_id: me.agency_id ?? values['agency_id'],
        reported_by: me.agency_id !== null ? 'agency' : values['reported_by'] ?? 'hotline',
      });
      draft.forget();
      done(t('incidents.reported', { number: incident.number }));
      void queries.invalidateQueries({ queryKey: ['rows', 'incidents'] });
      navigate(`/incidents/${incident.id}`, { replace: true });
    } catch (problem) {
      setError(placeProblem(texts, form, names, problem));
      setBusy(false);
    }
  };
  const required = [{ required: true, message: t('invalid.required') }];
  return (
    <>
      <PageHead title={t('nav.report_incident')} sub={t('incidents.new_sub')} />
      <Card className="lc-form-card">
        {draft.restored ? (
          <Alert type="info" showIcon closable={{ closeIcon: true }} className="lc-gap-below" title={t('incidents.draft')}
            action={<Button size="small" onClick={() => { draft.forget(); form.resetFields(); }}>{t('incidents.draft_clear')}</Button>} />
        ) : null}
        <FormProblem text={error} />
        <Form form={form} layout="vertical" scrollToFirstError onFinish={(v: Values) => void submit(v)} onValuesChange={(_, all: Values) => draft.keep(all)}
          initialValues={{ agency_id: me.agency_id, severity: 'm3', category: 'other', detected_at: new Date().toISOString(), reported_by: 'hotline' }}>
          {me.agency_id === null ? (
            <div className="lc-form-grid">
              <Form.Item name="agency_id" label={dyn('field.incident.agency_id')} rules={required}><AgencySelect /></Form.Item>
              <Form.Item name="reported_by" label={dyn('field.incident.reported_by')}>
                <Select options={['hotline', 'mail', 'agency', 'authority', 'web'].map((value) => ({ value, label: dyn(`choice.incident.reported_by.${value}`) }))} />
              </Form.Item>
            </div>
          ) : null}
          <Form.Item name="title" label={t('incidents.what')} extra={t('incidents.what_hint')} rules={[{ required: true, whitespace: true, message: t('invalid.required') }]}>
            <Input maxLength={300} autoFocus />
          </Form.Item>
          <div className="lc-form-grid">
            <Form.Item name="category" label={dyn('field.incident.category')}>
              <Select options={incidentCategories.map((value) => ({ value, label: dyn(`choice.incident.category.${value}`) }))} />
            </Form.Item>
            <Form.Item name="detected_at" label={dyn('field.incident.detected_at')} rules={required}><InstantInput /></Form.Item>
            <Form.Item name="system_id" label={t('incidents.system')}><SystemSelect allowClear agencyId={me.agency_id ?? agencyId ?? null} /></Form.Item>
            <Form.Item name="severity" label={dyn('field.incident.severity')}>
              <Radio.Group className="lc-stack-radio" options={severities.map((value) => ({ value, label: dyn(`choice.incident.severity.${value}`) }))} />
            </Form.Item>
          </div>
          <Form.Item name="description" label={t('incidents.description')} extra={t('incidents.description_hint')}>
            <Input.TextArea autoSize={{ minRows: 4, maxRows: 14 }} maxLength={8000} />
          </Form.Item>
          <fieldset className="lc-fieldset">
            <legend>{t('incidents.flags')}</legend>
            {flags.map((flag) => (
              <Form.Item key={flag} name={flag} valuePropName="checked" noStyle><Checkbox>{dyn(`field.incident.${flag}`)}</Checkbox></Form.Item>
            ))}
          </fieldset>
          <div className="lc-sticky-foot">
            <span className="lc-muted lc-small lc-grow">{t('incidents.autosave')}</span>
            <Button type="primary" htmlType="submit" loading={busy} data-testid="save">{t('incidents.submit')}</Button>
          </div>
        </Form>
      </Card>
    </>
  );
}
