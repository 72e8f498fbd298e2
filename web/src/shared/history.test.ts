// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { payloadLines } from './history';

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
