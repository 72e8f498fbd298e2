// SPDX-License-Identifier: Apache-2.0
// The answer of the agency: one choice a system, large enough for a thumb.
import { Button, Form, Input, Radio } from 'antd';
import { useState } from 'react';
import { ProblemError, post } from '@/api/client';
import { useTexts } from '@/i18n';
import { DateInput } from '@/shared/entity/inputs';
import { EvidenceInput } from '@/shared/entity/evidence';
import { FormProblem } from '@/shared/entity/form';
import { SystemSelect } from '@/shared/entity/select';
import { useSystems } from '@/shared/lookups';
import { fieldMessage, problemText, useNotice } from '@/shared/problems';
import { Card, Tag } from '@/shared/ui';
import type { Answer, DeliveryDetail } from './parts';

const choices = ['not_affected', 'fixed', 'mitigated', 'accepted'] as const;
interface Given {
  answer?: Answer['answer'] | undefined;
  until?: string | null;
  note?: string;
  evidence_file_id?: number | null;
}
interface Values {
  of: Record<string, Given>;
}

export function AnswerForm({ detail, onChanged }: { detail: DeliveryDetail; onChanged: () => void }) {
  const texts = useTexts();
  const { t } = texts;
  const { done, failed } = useNotice();
  const [form] = Form.useForm<Values>();
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const { delivery } = detail;
  const submit = async (values: Values) => {
    const given = detail.answers.map((row) => ({ id: row.id, ...values.of[row.id] })).filter((one) => one.answer);
    if (given.length === 0) return setError(t('advisories.choose'));
    setBusy(true);
    setError('');
    try {
      await post(`/advisory-deliveries/${delivery.id}/answer`, {
        answers: given.map((one) => ({ id: one.id, answer: one.answer, note: one.note ?? '', until: one.answer === 'mitigated' ? one.until : null, evidence_file_id: one.evidence_file_id ?? null })),
      });
      done(t('advisories.sent'));
      onChanged();
    } catch (problem) {
      // "answers.0.note" belongs to the note of the first answer that was sent.
      const fields = problem instanceof ProblemError ? problem.problem.fields : [];
      for (const field of fields) {
        const [, index = '', name = ''] = field.name.split('.');
        const one = given[Number(index)];
        if (one && name) form.setFields([{ name: ['of', String(one.id), name] as never, errors: [fieldMessage(texts, field.message)] }]);
      }
      setError(problemText(texts, problem));
    }
    return setBusy(false);
  };
  const addSystem = (system_id: number | null) => system_id && void post(`/advisory-deliveries/${delivery.id}/systems`, { system_id }).then(onChanged, failed);
  const initial: Values = {
    of: Object.fromEntries(detail.answers.map((row) => [row.id, { answer: row.answer === 'open' ? undefined : row.answer, until: row.until ?? null, note: row.note, evidence_file_id: row.evidence_file_id ?? null }])),
  };
  return (
    <Card title={t('advisories.answer')}>
      <p className="lc-muted">{t('advisories.answer_hint')}</p>
      <FormProblem text={error} />
      <Form<Values> form={form} layout="vertical" initialValues={initial} onFinish={(v) => void submit(v)}>
        {detail.answers.map((row) => <OneSystem key={row.id} row={row} />)}
        {detail.answers.some((row) => row.system_id) ? (
          <Form.Item label={t('advisories.add_system')} htmlFor="add-system"><SystemSelect id="add-system" agencyId={delivery.agency_id} value={null} onChange={addSystem} /></Form.Item>
        ) : null}
        <Button type="primary" htmlType="submit" size="large" loading={busy} data-testid="send-answers">{t('advisories.send')}</Button>
      </Form>
    </Card>
  );
}

function OneSystem({ row }: { row: Answer }) {
  const { t, dyn } = useTexts();
  const { byId } = useSystems(row.agency_id);
  const name = row.system_id ? (byId.get(row.system_id)?.name ?? `#${row.system_id}`) : t('advisories.whole');
  const at = (field: string) => ['of', String(row.id), field];
  return (
    <fieldset className="lc-inset lc-gap-below" data-testid="system-answer">
      <legend><b>{name}</b> {row.product ? <span className="lc-muted">{row.product}</span> : null} {row.is_certain ? null : <Tag tone="medium">{t('advisories.no_version')}</Tag>}</legend>
      <Form.Item name={at('answer')} aria-label={name}>
        <Radio.Group className="lc-choices" options={choices.map((value) => ({ value, label: dyn(`choice.advisory_answer.answer.${value}`) }))} data-testid="answer-choice" />
      </Form.Item>
      <Form.Item noStyle shouldUpdate>
        {({ getFieldValue }) => {
          const answer = getFieldValue(at('answer')) as Answer['answer'] | undefined;
          if (!answer || answer === 'open') return null;
          const required = [{ required: true, message: t('invalid.required') }];
          return (
            <>
              {answer === 'mitigated' ? <Form.Item name={at('until')} label={t('advisories.until_label')} rules={required}><DateInput /></Form.Item> : null}
              <Form.Item name={at('note')} label={t(answer === 'accepted' ? 'advisories.reason' : 'advisories.note')} rules={answer === 'accepted' ? [{ required: true, whitespace: true, message: t('invalid.required') }] : []}>
                <Input.TextArea rows={2} maxLength={2000} data-testid="answer-note" />
              </Form.Item>
              <Form.Item name={at('evidence_file_id')}><EvidenceInput agencyId={row.agency_id} /></Form.Item>
            </>
          );
        }}
      </Form.Item>
    </fieldset>
  );
}
