// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { EvidenceKind } from '@/api/types';
import { backOf, formPathOf } from './evidence_kinds';

const kind = (over: Partial<EvidenceKind>): EvidenceKind => ({
  kind: 'drill', fact: 'assurance.drill', needs_system: true, needs_level: false, subject: '',
  register_path: 'drills', register_preset: 'scope=system', ...over,
});

describe('formPathOf', () => {
  it('fills the form of the register', () => expect(formPathOf(kind({}), { agencyId: 3, systemId: 7, period: '2026' }, '/my'))
    .toBe('/registers/drills/new?scope=system&agency_id=3&system_id=7&period=2026&back=%2Fmy'));
  it('leads to a page of its own', () => expect(formPathOf(kind({ register_path: '/layers', register_preset: '' }), { agencyId: 3, systemId: null }, '/my'))
    .toBe('/layers?agency_id=3&back=%2Fmy'));
  it('names the subject as the kind does', () => expect(formPathOf(kind({ subject: 'advisory' }), { agencyId: 3, systemId: null, subject: 'CB-1' }, '/my'))
    .toContain('advisory=CB-1'));
  it('is empty for assurance records', () => expect(formPathOf(kind({ register_path: '' }), { agencyId: 3, systemId: null }, '/my')).toBe(''));
});

describe('backOf', () => {
  it.each([['back=%2Fmy', '/my'], ['back=https%3A%2F%2Fx', null], ['back=%2F%2Fx', null], ['', null]])(
    '%s', (query, back) => expect(backOf(new URLSearchParams(query))).toBe(back));
});
