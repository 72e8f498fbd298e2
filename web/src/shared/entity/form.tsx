// SPDX-License-Identifier: Apache-2.0
// Form of any register. Typed text stays until it was saved; what the server refuses is said at the field.
import { Alert, Form } from 'antd';
import type { FormInstance } from 'antd';
import { useEffect, useState } from 'react';
import { ProblemError } from '@/api/client';
import { useTexts } from '@/i18n';
import type { Texts } from '@/i18n';
import { readStored, writeStored } from '../prefs';
import { fieldMessage, problemDetail, problemText } from '../problems';
import { FieldInput } from './inputs';
import type { Entity, Field } from './model';

export type Values = Record<string, unknown>;

function rulesOf(texts: Texts, field: Field) {
  const rules: object[] = [];
  if (field.required) {
    // `whitespace` makes a rule check for text: numbers of selects would fail it.
    const text = field.kind === 'text' || field.kind === 'paragraph';
    rules.push({ required: true, message: texts.t('invalid.required'), ...(text ? { whitespace: true } : {}) });
  }
  if (field.kind === 'email') rules.push({ type: 'email', message: texts.t('invalid.not_an_email') });
  return rules;
}

/** Puts the server's field messages at their fields; gives what belongs to none. */
export function placeProblem(texts: Texts, form: FormInstance, names: Set<string>, error: unknown): string {
  if (!(error instanceof ProblemError) || error.problem.fields.length === 0) {
    const text = problemText(texts, error);
    const detail = problemDetail(error);
    return detail === '' || detail === text ? text : `${text} ${detail}`;
  }
  const own = error.problem.fields.filter((f) => names.has(f.name));
  form.setFields(own.map((f) => ({ name: f.name, errors: [fieldMessage(texts, f.message)] })));
  if (own[0]) form.scrollToField(own[0].name, { block: 'center' });
  const rest = error.problem.fields.filter((f) => !names.has(f.name));
  return rest.map((f) => `${f.name}: ${fieldMessage(texts, f.message)}`).join('; ');
}

/** Keeps what was typed in this browser until `forget`. */
export function useDraft(form: FormInstance, key: string) {
  const [restored, setRestored] = useState(false);
  useEffect(() => {
    const stored = key === '' ? null : readStored(`draft.${key}`);
    if (stored === null) return;
    try {
      const values: unknown = JSON.parse(stored);
      if (typeof values === 'object' && values !== null) {
        form.setFieldsValue(values as Values);
        setRestored(true);
      }
    } catch {
      writeStored(`draft.${key}`, null);
    }
  }, [form, key]);
  return {
    restored,
    keep: (values: Values) => {
      if (key !== '') writeStored(`draft.${key}`, JSON.stringify(values));
    },
    forget: () => {
      if (key !== '') writeStored(`draft.${key}`, null);
      setRestored(false);
    },
  };
}

export function EntityFields({ entity, fields, hidden }: { entity: Entity; fields: Field[]; hidden?: string[] }) {
  const texts = useTexts();
  const form = Form.useFormInstance();
  const agencyId = Form.useWatch('agency_id', { form, preserve: true }) as number | null | undefined;
  return (
    <div className="lc-form-grid">
      {fields.map((field) => (
        <Form.Item key={field.name} name={field.name} label={texts.dyn(`field.${entity.name}.${field.name}`, field.name)}
          rules={rulesOf(texts, field)} hidden={hidden?.includes(field.name) ?? false}
          className={field.kind === 'paragraph' ? 'lc-form-wide' : ''}>
          <FieldInput entity={entity.name} field={field} {...(agencyId !== undefined ? { agencyId } : {})} />
        </Form.Item>
      ))}
    </div>
  );
}

export function FormProblem({ text }: { text: string }) {
  return text === '' ? null : <Alert type="error" showIcon title={text} className="lc-gap-below" role="alert" />;
}

/** Only what differs from `before`; empty texts of nullable fields become null. */
export function changedValues(fields: Field[], before: Values, after: Values): Values {
  const changes: Values = {};
  for (const field of fields) {
    if (!(field.name in after)) continue;
    let value = after[field.name];
    if (value === undefined || value === '') value = field.nullable ? null : value === undefined ? undefined : '';
    if (value === undefined || value === before[field.name]) continue;
    changes[field.name] = value;
  }
  return changes;
}
