// SPDX-License-Identifier: Apache-2.0
import { CheckCircleFilled, ClockCircleOutlined, LockOutlined, UnlockOutlined } from '@ant-design/icons';
import { Form, Input } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '@/i18n';
import { Ask, TextItem } from '@/shared/ask';
import { InstantInput } from '@/shared/entity/inputs';
import { AgencySelect, SystemSelect } from '@/shared/entity/select';
import { Tag } from '@/shared/ui';
import type { Tone } from '@/shared/ui';
import { openHold } from './data';
import type { Hold, HoldValues } from './data';

const looks: Record<string, [Tone, ReactNode]> = {
  copying: ['medium', <ClockCircleOutlined key="i" />],
  held: ['good', <LockOutlined key="i" />],
  release_asked: ['high', <UnlockOutlined key="i" />],
  releasing: ['medium', <ClockCircleOutlined key="i" />],
  released: ['neutral', <CheckCircleFilled key="i" />],
};

export function HoldTag({ state }: { state: string }) {
  const { dyn } = useTexts();
  const [tone, icon] = looks[state] ?? ['neutral', null];
  return <Tag tone={tone} icon={icon}>{dyn(`choice.legal_hold.state.${state}`)}</Tag>;
}

const names = ['title', 'reason', 'agency_id', 'system_id', 'hosts', 'query', 'from_at', 'to_at'];

/** "Giữ nhật ký": what is kept, and why. */
export function NewHold({ initial, onClose, onDone }: { initial: HoldValues; onClose: () => void; onDone: (hold: Hold) => void }) {
  const { t, dyn } = useTexts();
  const required = [{ required: true, message: t('invalid.required') }];
  return (
    <Ask<HoldValues> title={t('holds.new')} ok={t('holds.keep')} initial={initial} names={names} onClose={onClose}
      onSend={async (values) => onDone(await openHold({ ...values, ...(initial.incident_id ? { incident_id: initial.incident_id } : {}) }))}>
      {(form) => (
        <>
          <p className="lc-muted">{t('holds.new_hint')}</p>
          <Form.Item name="title" label={dyn('field.legal_hold.title')} rules={[{ required: true, whitespace: true, message: t('invalid.required') }]}><Input maxLength={200} autoFocus /></Form.Item>
          <TextItem name="reason" label={dyn('field.legal_hold.reason')} rows={2} max={2000} />
          <div className="lc-form-grid">
            <Form.Item name="from_at" label={dyn('field.legal_hold.from_at')} rules={required}><InstantInput /></Form.Item>
            <Form.Item name="to_at" label={dyn('field.legal_hold.to_at')} extra={t('holds.open_end')}><InstantInput /></Form.Item>
          </div>
          <div className="lc-form-grid">
            <Form.Item name="agency_id" label={dyn('field.legal_hold.agency_id')}><AgencySelect allowClear /></Form.Item>
            <Form.Item noStyle shouldUpdate>
              {() => <Form.Item name="system_id" label={dyn('field.legal_hold.system_id')}><SystemSelect allowClear agencyId={form.getFieldValue('agency_id') as number | null} /></Form.Item>}
            </Form.Item>
          </div>
          <Form.Item name="hosts" label={dyn('field.legal_hold.hosts')} extra={t('holds.hosts_hint')}><Input maxLength={1000} className="lc-mono" /></Form.Item>
          <Form.Item name="query" label={dyn('field.legal_hold.query')} extra={t('holds.query_hint')}><Input maxLength={2000} className="lc-mono" spellCheck={false} /></Form.Item>
        </>
      )}
    </Ask>
  );
}
