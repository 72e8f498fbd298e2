// SPDX-License-Identifier: Apache-2.0
// One field of many rows: which, and its new value. Fetched when it is asked for.
import { Form, Modal } from 'antd';
import { useState } from 'react';
import { useTexts } from '@/i18n';
import { EntityFields } from '@/shared/entity/form';
import { formFields } from '@/shared/entity/model';
import type { Entity } from '@/shared/entity/model';
import { SearchSelect } from '@/shared/entity/select';
import { formatNumber } from '@/shared/format';

export default function SetDialog({ entity, count, onSet, onClose }: { entity: Entity; count: number; onSet: (field: string, value: unknown) => void; onClose: () => void }) {
  const { t, dyn } = useTexts();
  const [form] = Form.useForm<Record<string, unknown>>();
  const fields = formFields(entity).filter((f) => f.name !== 'agency_id' && f.name !== entity.title && f.reference !== 'evidence_file');
  const [name, setName] = useState<string | null>(null);
  const field = fields.find((f) => f.name === name);
  return (
    <Modal open onCancel={onClose} title={t('list.set_title', { n: formatNumber(count) })} okText={t('list.set')} cancelText={t('action.cancel')}
      okButtonProps={{ disabled: !field }} onOk={form.submit}>
      <Form form={form} layout="vertical" onFinish={(values) => field && onSet(field.name, values[field.name] ?? (field.nullable ? null : field.kind === 'boolean' ? false : ''))}>
        <Form.Item label={t('list.field')}>
          <SearchSelect<string> value={name} onChange={setName} aria-label={t('list.field')} options={fields.map((f) => ({ value: f.name, label: dyn(`field.${entity.name}.${f.name}`, f.name) }))} />
        </Form.Item>
        {field ? <EntityFields entity={entity} fields={[field]} /> : null}
      </Form>
    </Modal>
  );
}
