// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { payloadLines, plainValue } from './history';

describe('payloadLines', () => {
  it('pairs what changed', () => {
    expect(payloadLines({ changed: { phone: ['1', '2'] } })).toEqual([{ name: 'phone', before: '1', after: '2' }]);
  });
  it('lists what was given when made, without empty and system fields', () => {
    expect(payloadLines({ new: { id: 1, name: 'A', note: '', until: null, shared: false } })).toEqual([{ name: 'name', after: 'A' }]);
  });
  it('gives other members as they are', () => expect(payloadLines({ reason: 'test' })).toEqual([{ name: 'reason', after: 'test' }]));
  it.each([null, 3, 'x', []])('nothing for %j', (bad) => expect(payloadLines(bad)).toEqual([]));
});

describe('plainValue', () => {
  it.each([
    ['2026-10-29T08:29:00Z', '29/10/2026 15:29'], ['2026-10-29', '29/10/2026'], [true, 'Có'], [1595, '1.595'], [[], '—'], ['[]', '—'],
    ['{"internal":true}', '…'], [{ a: 1 }, '…'], [['a', 'b'], 'a, b'], ['[Lá Chắn] thư', '[Lá Chắn] thư'], [null, '—'],
  ])('%j reads %s', (value, text) => expect(plainValue(value, 'Có', 'Không')).toBe(text));
});
