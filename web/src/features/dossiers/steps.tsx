// SPDX-License-Identifier: Apache-2.0
// Dialogs of the steps: withdraw, return with the missing parts named, appraise, enter the decision.
import { Checkbox, Form, Input, Modal, Radio, Select } from 'antd';
import { useState } from 'react';
import { post } from '@/api/client';
import type { DossierDetail } from '@/api/level_types';
import { useTexts } from '@/i18n';
import { FormProblem, placeProblem } from '@/shared/entity/form';
import { DateInput } from '@/shared/entity/inputs';
import { today } from '@/shared/format';

export type Step = 'withdraw' | 'return' | 'appraise' | 'approve';

interface Values {
  why?: string;
  missing?: string[];
  remarks?: string;
  passed?: boolean;
  body?: string;
  body_name?: string;
  number?: string;
  decided_on?: string;
  signer_name?: string;
  signer_title?: string;
}

const fields: Record<Step, string[]> = {
  withdraw: ['why'],
  return: ['missing', 'remarks'],
  appraise: ['passed', 'remarks', 'body', 'body_name'],
  approve: ['number', 'decided_on', 'signer_name', 'signer_title'],
};

export function StepDialog({ step, detail, onClose, onDone }: { step: Step; detail: DossierDetail; onClose: () => void; onDone: (next: DossierDetail) => void }) {
  const texts = useTexts();
  const { t, dyn, pick } = texts;
  const [form] = Form.useForm<Values>();
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const body = Form.useWatch('body', form);
  const passed = Form.useWatch('passed', form);
  const usual = detail.conflict ? 'other_unit' : (detail.dossier.level ?? 0) >= 4 ? 'ministry' : 'specialised_unit';
  const submit = async (values: Values) => {
    setBusy(true);
    setError('');
    try {
      onDone(await post<DossierDetail>(`/dossiers/${detail.dossier.id}/${step}`, { ...values }));
    } catch (problem) {
      setError(placeProblem(texts, form, new Set(fields[step]), problem));
      setBusy(false);
    }
  };
  const required = [{ required: true, whitespace: true, message: t('invalid.required') }];
  return (
    <Modal open title={t(`dossier.action.${step}`)} onCancel={onClose} onOk={form.submit} okText={t(`dossier.action.${step}`)} cancelText={t('action.cancel')} confirmLoading={busy} okButtonProps={{ id: 'step-ok' }}>
      <FormProblem text={error} />
      <Form form={form} layout="vertical" onFinish={(v: Values) => void submit(v)} initialValues={{ passed: true, body: usual, decided_on: today(), missing: [] }}>
        {step === 'withdraw' ? <Form.Item name="why" label={t('dossier.withdraw_why')} rules={required}><Input.TextArea rows={3} maxLength={4000} autoFocus /></Form.Item> : null}
        {step === 'return' ? (
          <>
            <Form.Item name="missing" label={t('dossier.missing')}>
              <Checkbox.Group className="lc-stack" options={detail.parts.filter((p) => !p.before_approval).map((p) => ({ value: p.kind, label: pick(p.vi, p.en) }))} />
            </Form.Item>
            <Form.Item name="remarks" label={t('dossier.return_remarks')} rules={required}><Input.TextArea rows={3} maxLength={8000} /></Form.Item>
          </>
        ) : null}
        {step === 'appraise' ? (
          <>
            <Form.Item name="passed" label={t('dossier.appraise_result')}>
              <Radio.Group options={[{ value: true, label: t('dossier.passed') }, { value: false, label: t('dossier.failed') }]} />
            </Form.Item>
            <Form.Item name="body" label={dyn('field.dossier.appraiser')} extra={detail.conflict ? t('dossier.conflict') : undefined}>
              <Select options={['specialised_unit', 'other_unit', 'council', 'ministry'].map((value) => ({ value, label: dyn(`choice.dossier.appraiser.${value}`) }))} />
            </Form.Item>
            {body && body !== 'specialised_unit' ? <Form.Item name="body_name" label={t('dossier.body_name')} rules={required}><Input maxLength={200} /></Form.Item> : null}
            <Form.Item name="remarks" label={dyn('field.dossier.remarks')} {...(passed === false ? { rules: required } : {})}><Input.TextArea rows={4} maxLength={8000} /></Form.Item>
          </>
        ) : null}
        {step === 'approve' ? (
          <div className="lc-form-grid">
            <Form.Item name="number" label={dyn('field.dossier.decision_number')} rules={required}><Input maxLength={60} placeholder="15/QĐ-UBND" autoFocus /></Form.Item>
            <Form.Item name="decided_on" label={dyn('field.dossier.decided_on')} rules={[{ required: true, message: t('invalid.required') }]}><DateInput /></Form.Item>
            <Form.Item name="signer_name" label={dyn('field.dossier.signer_name')} rules={required}><Input maxLength={120} /></Form.Item>
            <Form.Item name="signer_title" label={dyn('field.dossier.signer_title')}><Input maxLength={200} /></Form.Item>
          </div>
        ) : null}
      </Form>
    </Modal>
  );
}
