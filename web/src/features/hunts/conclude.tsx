// SPDX-License-Identifier: Apache-2.0
// What a hunt that is done says, and whose duty it counts for.
import { Checkbox, Form, Input, Radio } from 'antd';
import { useTexts } from '@/i18n';
import { Ask } from '@/shared/ask';
import { formatNumber } from '@/shared/format';
import { useSystems } from '@/shared/lookups';
import { concludeHunt, covered, useRefresh } from './data';
import type { Hunt } from './data';

interface Values {
  conclusion: 'nothing_found' | 'found';
  conclusion_text?: string;
  follow_up?: string;
  systems?: number[];
}

export function ConcludeDialog({ hunt, onClose }: { hunt: Hunt; onClose: () => void }) {
  const { t, dyn } = useTexts();
  const refresh = useRefresh();
  const systems = useSystems(hunt.agency_id);
  const lookedAt = covered(hunt.covered);
  return (
    <Ask<Values> title={t('hunts.conclude')} ok={t('hunts.conclude')} names={['conclusion', 'conclusion_text', 'follow_up', 'systems']} onClose={onClose}
      initial={{ conclusion: hunt.events_hit > 0 ? 'found' : 'nothing_found', systems: [] }}
      onSend={async (v) => {
        await concludeHunt(hunt.id, { conclusion: v.conclusion, conclusion_text: v.conclusion_text ?? '', follow_up: v.follow_up ?? '', systems: v.systems ?? [] });
        refresh();
      }}>
      {() => (<>
      <Form.Item name="conclusion" label={t('hunts.conclusion')}>
        <Radio.Group options={(['nothing_found', 'found'] as const).map((value) => ({ value, label: dyn(`choice.hunt.conclusion.${value}`) }))} />
      </Form.Item>
      <Form.Item name="conclusion_text" label={t('hunts.conclusion_text')} rules={[{ required: true, whitespace: true, message: t('invalid.required') }]}><Input.TextArea rows={3} maxLength={8000} data-testid="hunt-conclusion-text" /></Form.Item>
      <Form.Item name="follow_up" label={t('hunts.follow_up')} extra={t('hunts.follow_up_hint')}><Input className="lc-mono" maxLength={100} placeholder="incidents/12" /></Form.Item>
      {lookedAt.length > 0 ? (
        <Form.Item name="systems" label={t('hunts.counts_for')} extra={t('hunts.counts_hint')}>
          <Checkbox.Group options={lookedAt.map((c) => ({ value: c.system_id, label: `${systems.byId.get(c.system_id)?.name ?? `#${c.system_id}`} (${t('hunts.n_events', { n: formatNumber(c.events) })})` }))} />
        </Form.Item>
      ) : <p className="lc-muted">{t('hunts.no_systems')}</p>}
      </>)}
    </Ask>
  );
}
