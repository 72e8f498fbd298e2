// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Indicator, IndicatorAccount, LookupRow } from '@/api/indicator_types';
import { compared, countsOf, difference, isLine, nameOf, reasonKey, stateOf, valuesIn, verdictOf } from './model';

describe('values of a pasted text', () => {
  it('one a line, or parted by what parts words', () => {
    expect(valuesIn('192.0.2.1\n evil.example, "2001:db8::1";\r\n192.0.2.1\n')).toEqual(['192.0.2.1', 'evil.example', '2001:db8::1']);
  });
  it('a comma is part of a URL, not of its end', () => {
    expect(valuesIn('http://a.example/x,y;z, b.example')).toEqual(['http://a.example/x,y;z', 'b.example']);
  });
  it('made harmless, they stay as they are', () => expect(valuesIn('hxxp://evil[.]example/a <lan[@]evil.example>')).toEqual(['hxxp://evil[.]example/a', 'lan[@]evil.example']));
  it('nothing of nothing', () => expect(valuesIn(' \n,;')).toEqual([]));
});

describe('the state of a list', () => {
  const list = (state: 'on' | 'off', is_in_force: boolean, problem = '') => ({ state, is_in_force, problem });
  it.each([
    [list('off', false), 'off'], [list('off', true, 'x'), 'off'], [list('on', false, 'damaged'), 'problem'], [list('on', false), 'waiting'], [list('on', true), 'in_force'],
  ] as const)('%j', (one, state) => expect(stateOf(one)).toBe(state));
});

const one = (more: Partial<Indicator>): Indicator => ({ is_valid: true, is_excluded: false, ...more }) as Indicator;
const row = (more: Partial<LookupRow>): LookupRow => ({ asked: 'a', value: 'a', kind: 'domain', problem: '', is_listed: false, is_excluded: false, indicators: [], ...more });

describe('what the lists know of a value', () => {
  it.each([
    [row({ value: '', problem: 'not an indicator' }), 'no_indicator'], [row({}), 'unknown'], [row({ is_excluded: true }), 'excluded'],
    [row({ is_listed: true, indicators: [one({}), one({ is_valid: false })] }), 'listed'], [row({ indicators: [one({ is_valid: false })] }), 'expired'],
    [row({ is_excluded: true, indicators: [one({})] }), 'excluded'], [row({ indicators: [one({ is_excluded: true })] }), 'excluded'],
  ] as const)('%#', (answer, verdict) => expect(verdictOf(answer)).toBe(verdict));
  it('is counted', () => expect(countsOf([row({}), row({}), row({ is_listed: true })])).toEqual({ listed: 1, excluded: 0, expired: 0, unknown: 2, no_indicator: 0 }));
});

describe('a new content', () => {
  const account = (loaded: number, kinds: [string, number][]): IndicatorAccount => ({ found: loaded, loaded, rejected: 0, skipped: 0, expired: 0, kinds: kinds.map(([name, count]) => ({ name, count })) }) as unknown as IndicatorAccount;
  const { figures, kinds } = compared(account(5, [['address', 4], ['url', 1]]), account(7, [['address', 2], ['domain', 5]]));
  it('is held against the old one by figure and by kind', () => {
    expect(figures.find((f) => f.name === 'loaded')).toEqual({ name: 'loaded', before: 5, after: 7 });
    expect(kinds).toEqual([{ name: 'address', before: 4, after: 2 }, { name: 'url', before: 1, after: 0 }, { name: 'domain', before: 0, after: 5 }]);
  });
  it('differs by', () => expect(kinds.map((k) => difference(k, String)).concat(difference({ name: '', before: 3, after: 3 }, String))).toEqual(['−2', '−1', '+5', '=']));
});

describe('texts', () => {
  it('a file names its list', () => {
    expect(nameOf('NCSC 30-11.CSV')).toBe('NCSC 30-11');
    expect(nameOf('goi.v2.stix2')).toBe('goi.v2');
  });
  it('a line, or a place in JSON', () => expect([isLine('12'), isLine('/objects/3/pattern'), isLine('')]).toEqual([true, false, false]));
  it('a reason is the end of a key', () => expect(reasonKey('to_ids is false')).toBe('to_ids_is_false'));
});
