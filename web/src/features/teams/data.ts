// SPDX-License-Identifier: Apache-2.0
// Shapes of the API that the pages of teams use, and what they share.
import type { components } from '@/api/schema';
import type { Tone } from '@/shared/ui';

type Schemas = components['schemas'];

export type TeamBoard = Schemas['TeamBoard'];
export type TeamLine = Schemas['TeamLine'];
export type ContactLine = Schemas['ContactLine'];
export type ExpertLine = Schemas['ExpertLine'];
export type CertificateLine = Schemas['CertificateLine'];
export type QuotaTable = Schemas['QuotaTable'];
export type QuotaRow = Schemas['QuotaRow'];
export type ConfirmationTable = Schemas['ConfirmationTable'];
export type ConfirmationRow = Schemas['ConfirmationRow'];
export type CheckerView = Schemas['CheckerView'];
export type ContactLinkView = Schemas['ContactLinkView'];
export type RosterView = Schemas['RosterView'];
export type RosterProblem = Schemas['RosterProblemView'];
export type RosterPerson = Schemas['RosterPerson'];
export type OnDutyView = Schemas['OnDutyView'];
export type DutyShift = Schemas['DutyShift'];

export const confirmTone: Record<string, Tone> = { confirmed: 'good', due: 'medium', expired: 'critical', never: 'high' };
export const outcomeTone: Record<string, Tone> = { found: 'good', partly: 'medium', missing: 'critical', unreachable: 'high', refused: 'neutral' };
export const quotaTone: Record<string, Tone> = { met: 'good', short_of: 'critical', encouraged: 'neutral' };
export const certificateTone: Record<string, Tone> = { valid: 'good', expiring: 'medium', expired: 'critical' };

/** Form of a register with what is known filled in, and the way back. */
export function formOf(path: string, values: Record<string, string | number>, back: string): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) params.set(name, String(value));
  params.set('back', back);
  return `/registers/${path}/new?${params}`;
}
