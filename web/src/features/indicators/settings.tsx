// SPDX-License-Identifier: Apache-2.0
// The settings of a list: items of a form, and the dialog that changes them.
import { Form, Input, InputNumber, Radio, Select } from 'antd';
import type { IndicatorList } from '@/api/indicator_types';
import { levels } from '@/api/types';
import { useTexts } from '@/i18n';
import { Ask } from '@/shared/ask';
import { useNotice } from '@/shared/problems';
import { changeList, useRefresh } from './data';
import type { ListSettings } from './data';

export const settingNames = ['name', 'note', 'level', 'raises_alerts', 'default_tlp', 'default_days'];
const tlps = ['clear', 'green', 'amber', 'amber_strict', 'red'];

export function SettingItems() {
  const { t, dyn } = useTexts();
  const raises = Form.useWatch<boolean | undefined>('raises_alerts') ?? true;
  return (
    <>
      <Form.Item name="name" label={t('ioc.list_name')} extra={t('ioc.list_name_hint')} rules={[{ required: true, whitespace: true, message: t('invalid.required') }]}>
        <Input maxLength={200} placeholder="NCSC 30/11" data-testid="ioc-name" />
      </Form.Item>
      <Form.Item name="raises_alerts" label={t('ioc.when_met')}>
        <Radio.Group className="lc-stack-radio" data-testid="ioc-raises" options={[{ value: true, label: t('ioc.raise_alerts') }, { value: false, label: t('ioc.only_count') }]} />
      </Form.Item>
      <div className="lc-form-grid">
        <Form.Item name="level" label={t('ioc.level')}>
          <Select disabled={!raises} data-testid="ioc-level" options={levels.map((value) => ({ value, label: dyn(`choice.alert.level.${value}`) }))} />
        </Form.Item>
        <Form.Item name="default_tlp" label={t('ioc.default_tlp')}>
          <Select data-testid="ioc-tlp" popupMatchSelectWidth={false} options={tlps.map((value) => ({ value, label: `TLP:${value.replace('_', '+').toUpperCase()} – ${dyn(`tlp.${value}`)}` }))} />
        </Form.Item>
        <Form.Item name="default_days" label={t('ioc.default_days')} extra={t('ioc.default_days_hint')}>
          <InputNumber min={1} max={3650} precision={0} style={{ width: '100%' }} placeholder={t('ioc.no_end')} data-testid="ioc-days" />
        </Form.Item>
      </div>
      <Form.Item name="note" label={t('ioc.note')}><Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={2000} placeholder={t('ioc.note_hint')} /></Form.Item>
    </>
  );
}

/** The settings, from values of a form in which some are not set. */
export const settingsOf = (v: Partial<ListSettings>): ListSettings => ({
  name: (v.name ?? '').trim(), note: v.note ?? '', level: v.level ?? 'high', raises_alerts: v.raises_alerts ?? true, default_tlp: v.default_tlp ?? 'amber', default_days: v.default_days ?? null,
});

export function SettingsDialog({ list, onClose }: { list: IndicatorList; onClose: () => void }) {
  const { t } = useTexts();
  const refresh = useRefresh();
  const { done } = useNotice();
  return (
    <Ask<ListSettings> title={t('ioc.settings_of', { name: list.name })} ok={t('action.save')} initial={settingsOf(list)} names={settingNames} onClose={onClose}
      onSend={(v) => changeList(list.id, settingsOf(v)).then(() => { done(t('done.saved')); refresh(); })}>
      {() => <SettingItems />}
    </Ask>
  );
}
