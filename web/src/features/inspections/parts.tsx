// SPDX-License-Identifier: Apache-2.0
import type { components } from '@/api/schema';
import { useTexts } from '@/i18n';
import { formatDate } from '@/shared/format';
import { Card, Tag } from '@/shared/ui';
import type { Tone } from '@/shared/ui';

type Schemas = components['schemas'];
export type Inspection = Schemas['Inspection'];
export type InspectionItem = Schemas['InspectionItem'];
export type InspectionRemedy = Schemas['InspectionRemedy'];
export type Detail = Schemas['InspectionDetailView'];

const stateTones: Record<string, Tone> = {
  planned: 'neutral', announced: 'low', under_way: 'medium', field_ended: 'medium', drafted: 'medium',
  concluded: 'high', closed: 'good', cancelled: 'neutral',
};
export function StateTag({ state }: { state: Inspection['state'] }) {
  const { dyn } = useTexts();
  return <Tag tone={stateTones[state] ?? 'neutral'}>{dyn(`choice.inspection.state.${state}`)}</Tag>;
}

const remedyTones: Record<string, Tone> = { open: 'medium', reported: 'low', returned: 'high', verified: 'good' };
export function RemedyTag({ remedy }: { remedy: InspectionRemedy }) {
  const { dyn } = useTexts();
  return <Tag tone={isLate(remedy) ? 'critical' : (remedyTones[remedy.state] ?? 'neutral')}>{dyn(`choice.inspection_remedy.state.${remedy.state}`)}</Tag>;
}

export const isLate = (remedy: InspectionRemedy) =>
  (remedy.state === 'open' || remedy.state === 'returned') && remedy.due_on < new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);

const clockTones: Record<string, Tone> = { waiting: 'neutral', running: 'low', met: 'good', met_late: 'medium', overdue: 'critical' };
export function Clocks({ clocks }: { clocks: Detail['clocks'] }) {
  const { t, dyn } = useTexts();
  if (!clocks || clocks.length === 0) return null;
  return (
    <div className="lc-columns lc-gap-below">
      {clocks.map((clock) => (
        <Card key={clock.code} title={dyn(`inspections.clock.${clock.code}`)}>
          <div className="lc-row" data-testid={`clock-${clock.code}`}>
            <Tag tone={clockTones[clock.state] ?? 'neutral'}>{dyn(`inspections.clock_state.${clock.state}`)}</Tag>
            <span className="lc-muted">
              {clock.last_day ? t('inspections.by', { date: formatDate(clock.last_day) }) : ''}
              {clock.done_on ? ` · ${t('inspections.done_on', { date: formatDate(clock.done_on) })}` : ''}
            </span>
          </div>
        </Card>
      ))}
    </div>
  );
}
