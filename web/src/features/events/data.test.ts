// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { condition, errorPosition, errorText, narrowed, splitAt } from './data';

describe('hunt conditions', () => {
  it('quotes what is not a plain word', () => {
    expect(condition('host', 'web-01')).toBe('host:web-01');
    expect(condition('User', 'a b"c\\d', true)).toBe('NOT User:"a b\\"c\\\\d"');
    expect(condition('x', 'a*')).toBe('x:"a*"');
    expect(condition('x', 'OR')).toBe('x:"OR"');
  });
  it('keeps the meaning of a query with OR', () => {
    expect(narrowed('a OR b', 'host:x')).toBe('(a OR b) host:x');
    expect(narrowed('  ', 'host:x')).toBe('host:x');
  });
});

describe('error position', () => {
  it('is read from the field message', () => {
    expect(errorPosition('hunt.term.missing@3')).toBe(3);
    expect(errorPosition('bad')).toBeNull();
  });
  it('is told in one language', () => {
    const detail = 'query, position 4: Thiếu điều kiện. / A condition is missing. (user:admin)';
    expect(errorText(detail, 'vi')).toBe('Thiếu điều kiện. (user:admin)');
    expect(errorText(detail, 'en')).toBe('A condition is missing. (user:admin)');
    expect(errorText('other', 'vi')).toBe('other');
  });
  it('counts bytes', () => expect(splitAt('đông sơn', 6)).toEqual(['đông', ' sơn']));
});
