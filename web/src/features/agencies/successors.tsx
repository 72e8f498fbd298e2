// SPDX-License-Identifier: Apache-2.0
// Who goes on: agencies that exist, or new ones.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Radio, Select } from 'antd';
import { useTexts } from '@/i18n';
import { Card } from '@/shared/ui';
import type { NewUnit, SuccessorInput } from './data';
import { manySuccessors } from './model';
import { UnitSelect } from './steps';
import type { StepProps } from './steps';

const agencyKinds = ['department', 'district', 'commune', 'enterprise', 'media', 'force'];
const fresh: NewUnit = { code: '', name: '', kind: 'department' };

export function Successors({ draft, change }: StepProps) {
  const { t } = useTexts();
  const set = (i: number, next: SuccessorInput) => change({ successors: draft.successors.map((s, at) => (at === i ? next : s)) });
  const add = () => change({ successors: [...draft.successors, { agency_id: 0 }] });
  const more = manySuccessors(draft.kind) || draft.successors.length === 0;
  return (
    <fieldset className="lc-fieldset">
      <legend>{t('reorganise.successors')}</legend>
      <div className="lc-stack">
        {draft.successors.map((successor, i) => (
          <One key={i} at={i} value={successor} date={draft.effective_on} onChange={(next) => set(i, next)}
            onRemove={() => change({ successors: draft.successors.filter((_, at) => at !== i), systems: {}, heir: 0 })} />
        ))}
        {more ? <div><Button icon={<PlusOutlined />} onClick={add} data-testid="add-successor">{t('reorganise.add_successor')}</Button></div> : null}
      </div>
    </fieldset>
  );
}

function One({ at, value, date, onChange, onRemove }: { at: number; value: SuccessorInput; date: string; onChange: (next: SuccessorInput) => void; onRemove: () => void }) {
  const { t, dyn } = useTexts();
  const exists = 'agency_id' in value;
  const label = t('reorganise.successor', { n: at + 1 });
  return (
    <Card label={label}>
      <div className="lc-row">
        <b>{label}</b>
        <Radio.Group value={exists} onChange={(e) => onChange(e.target.value ? { agency_id: 0 } : fresh)} aria-label={label}
          options={[{ value: true, label: t('reorganise.existing') }, { value: false, label: t('reorganise.fresh') }]} />
        <span className="lc-grow" />
        <Button type="text" icon={<DeleteOutlined />} onClick={onRemove} aria-label={t('reorganise.remove_successor', { n: at + 1 })} />
      </div>
      {exists ? (
        <Form.Item label={t('reorganise.which')} htmlFor={`successor-${at}`} required>
          <UnitSelect id={`successor-${at}`} date={date} value={value.agency_id ? [value.agency_id] : []} many={false} onChange={([id]) => onChange({ agency_id: id ?? 0 })} />
        </Form.Item>
      ) : (
        <div className="lc-form-grid">
          <Form.Item label={dyn('field.agency.name')} htmlFor={`name-${at}`} required><Input id={`name-${at}`} value={value.name} maxLength={200} onChange={(e) => onChange({ ...value, name: e.target.value })} /></Form.Item>
          <Form.Item label={dyn('field.agency.code')} htmlFor={`code-${at}`} required><Input id={`code-${at}`} value={value.code} maxLength={40} onChange={(e) => onChange({ ...value, code: e.target.value })} /></Form.Item>
          <Form.Item label={dyn('field.agency.kind')} htmlFor={`kind-${at}`}>
            <Select id={`kind-${at}`} value={value.kind} onChange={(kind: string) => onChange({ ...value, kind })} options={agencyKinds.map((k) => ({ value: k, label: dyn(`choice.agency.kind.${k}`) }))} />
          </Form.Item>
          <Form.Item label={dyn('field.agency.short_name')} htmlFor={`short-${at}`}><Input id={`short-${at}`} value={value.short_name ?? ''} maxLength={80} onChange={(e) => onChange({ ...value, short_name: e.target.value })} /></Form.Item>
        </div>
      )}
    </Card>
  );
}
