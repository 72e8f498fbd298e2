// SPDX-License-Identifier: Apache-2.0
// The parts of a scorecard as forms: rules of the whole, bands, and one set of indicators.
import { Button, Input, InputNumber, Select, Switch } from 'antd';
import type { CardIndicator, CardParts, CardSet, CardView } from '@/api/ranking_types';
import { useTexts } from '@/i18n';
import { Card } from '@/shared/ui';

interface Of { card: CardView; editable: boolean; onChange: (card: CardView) => void }

export const sumOf = (set: CardSet) => set.indicators.reduce((sum, i) => sum + i.weight, 0);

export function HeadEditor({ card, editable, onChange }: Of) {
  const { t, dyn } = useTexts();
  const number = (name: 'late_earned' | 'late_possible' | 'min_measured_weight', low: number, high: number) => (
    <InputNumber min={low} max={high} precision={0} value={card[name]} disabled={!editable} aria-label={t(`rank.card_${name}`)} onChange={(v) => onChange({ ...card, [name]: v ?? low })} data-testid={name} />
  );
  return (
    <Card title={t('rank.card_rules')}>
      <div className="lc-stack">
        <label className="lc-stack-tight"><span>{dyn('field.scorecard.code')}</span><Input value={card.id} maxLength={40} disabled={!editable} onChange={(e) => onChange({ ...card, id: e.target.value })} /></label>
        <label className="lc-stack-tight"><span>{t('rank.card_from')}</span><Input type="month" value={card.from.slice(0, 7)} disabled={!editable} onChange={(e) => onChange({ ...card, from: e.target.value ? `${e.target.value}-01` : '' })} data-testid="card-from" /></label>
        <div><span>{t('rank.card_late')}</span><div className="lc-row">{number('late_earned', 0, 1000)} / {number('late_possible', 1, 1000)}</div></div>
        <div><span>{t('rank.card_min_measured_weight')}</span><div>{number('min_measured_weight', 0, 100)}</div></div>
        <label className="lc-row"><Switch checked={card.tie_fewer_overdue} disabled={!editable} onChange={(v) => onChange({ ...card, tie_fewer_overdue: v })} aria-label={t('rank.card_tie')} /> {t('rank.card_tie')}</label>
      </div>
    </Card>
  );
}

export function BandsEditor({ card, editable, onChange }: Of) {
  const { t } = useTexts();
  const set = (i: number, change: Partial<CardView['bands'][number]>) => onChange({ ...card, bands: card.bands.map((b, n) => (n === i ? { ...b, ...change } : b)) });
  return (
    <Card title={t('rank.card_bands')}>
      <table className="lc-grid-edit">
        <thead><tr><th>{t('rank.band_code')}</th><th>{t('rank.band_vi')}</th><th>{t('rank.band_en')}</th><th>{t('rank.band_from')}</th></tr></thead>
        <tbody>{card.bands.map((band, i) => (
          <tr key={i}>
            <td style={{ width: 64 }}><Input value={band.code} maxLength={4} disabled={!editable} aria-label={t('rank.band_code')} onChange={(e) => set(i, { code: e.target.value })} /></td>
            <td><Input value={band.title_vi} disabled={!editable} aria-label={t('rank.band_vi')} onChange={(e) => set(i, { title_vi: e.target.value })} /></td>
            <td><Input value={band.title_en} disabled={!editable} aria-label={t('rank.band_en')} onChange={(e) => set(i, { title_en: e.target.value })} /></td>
            <td style={{ width: 96 }}><InputNumber min={0} max={100} precision={0} value={band.from_percent} disabled={!editable} aria-label={`${t('rank.band_from')} ${band.code}`} onChange={(v) => set(i, { from_percent: v ?? 0 })} data-testid={`band-${band.code}`} /></td>
          </tr>
        ))}</tbody>
      </table>
    </Card>
  );
}

export function SetEditor({ set, title, parts, editable, onChange }: {
  set: CardSet; title: string; parts: CardParts['parts']; editable: boolean; onChange: (set: CardSet) => void;
}) {
  const { t, pick, dyn } = useTexts();
  const sum = sumOf(set);
  const change = (i: number, next: Partial<CardIndicator>) => onChange({ ...set, indicators: set.indicators.map((one, n) => (n === i ? { ...one, ...next } : one)) });
  const used = new Map(set.indicators.flatMap((one) => one.parts.map((part) => [part, one.id] as const)));
  const groups = [...new Set(set.indicators.map((one) => one.group))];
  const options = (of: string) => parts.map((part) => ({
    value: part.id, label: `${part.id} – ${pick(part.title_vi, part.title_en)}${part.soft ? ` (${t('duty.soft')})` : ''}`, disabled: used.has(part.id) && used.get(part.id) !== of,
  }));
  const add = () => onChange({ ...set, indicators: [...set.indicators, { id: `${set.id.charAt(0).toUpperCase()}${set.indicators.length + 1}n`, group: groups[0] ?? 'organisation', title_vi: '', title_en: '', weight: 1, window_months: 12, parts: [] }] });
  return (
    <Card title={title} extra={<span className={sum === 100 ? 'lc-muted' : 'lc-sum-bad'} data-testid={`sum-${set.id}`}>{t('rank.card_sum', { n: sum })}</span>}>
      <div className="lc-scroll-x" role="region" aria-label={title} tabIndex={0}>
        <table className="lc-grid-edit">
          <thead><tr><th>{t('rank.indicator')}</th><th>{t('rank.group')}</th><th>{t('rank.weight')}</th><th>{t('rank.window')}</th><th>{t('rank.parts')}</th>{editable ? <th /> : null}</tr></thead>
          <tbody>{set.indicators.map((one, i) => (
            <tr key={i}>
              <td style={{ minWidth: 230 }}><Input.TextArea autoSize value={one.title_vi} disabled={!editable} aria-label={`${one.id} ${t('rank.band_vi')}`} onChange={(e) => change(i, { title_vi: e.target.value })} />
                <Input size="small" value={one.title_en} disabled={!editable} aria-label={`${one.id} ${t('rank.band_en')}`} onChange={(e) => change(i, { title_en: e.target.value })} /></td>
              <td style={{ width: 130 }}><Select<string> value={one.group} disabled={!editable} aria-label={t('rank.group')} style={{ width: '100%' }} onChange={(v) => change(i, { group: v })} options={groups.map((value) => ({ value, label: dyn(`rank.measure_${value}`, value) }))} /></td>
              <td style={{ width: 84 }}><InputNumber min={1} max={100} precision={0} value={one.weight} disabled={!editable} aria-label={`${t('rank.weight')} ${one.id}`} style={{ width: 72 }} onChange={(v) => change(i, { weight: v ?? 1 })} data-testid={`weight-${one.id}`} /></td>
              <td style={{ width: 84 }}><InputNumber min={1} max={60} precision={0} value={one.window_months} disabled={!editable} aria-label={`${t('rank.window')} ${one.id}`} style={{ width: 72 }} onChange={(v) => change(i, { window_months: v ?? 12 })} /></td>
              <td style={{ minWidth: 280 }}><Select<string[]> mode="multiple" value={one.parts} disabled={!editable} aria-label={`${t('rank.parts')} ${one.id}`} style={{ width: '100%' }} showSearch={{ optionFilterProp: 'label' }} tagRender={({ value }) => <span className="lc-tag lc-tone-neutral">{String(value)}</span>} onChange={(v) => change(i, { parts: v })} options={options(one.id)} /></td>
              {editable ? <td><Button size="small" type="text" onClick={() => onChange({ ...set, indicators: set.indicators.filter((_, n) => n !== i) })}>{t('rank.remove')}</Button></td> : null}
            </tr>
          ))}</tbody>
        </table>
      </div>
      {editable ? <Button size="small" className="lc-gap-above" onClick={add}>{t('rank.add_indicator')}</Button> : null}
    </Card>
  );
}
