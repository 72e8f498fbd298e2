// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { fill } from '@/i18n';

describe('counted nouns', () => {
  it('one is one in English only', () => {
    expect(fill('en', '{n} duties', { n: 1 })).toBe('1 duty');
    expect(fill('en', '{n} duties', { n: '1' })).toBe('1 duty');
    expect(fill('en', '{n} duties', { n: 21 })).toBe('21 duties');
    expect(fill('en', '{n} new alerts – show', { n: 1 })).toBe('1 new alert – show');
    expect(fill('en', 'Rank {n} is yours', { n: 1 })).toBe('Rank 1 is yours');
    expect(fill('en', '{n} agencies, {m} addresses', { n: 1, m: 1 })).toBe('1 agency, 1 address');
    expect(fill('vi', '{n} việc', { n: 1 })).toBe('1 việc');
  });
});
