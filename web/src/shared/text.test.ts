// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { fold, highlight, matchRank, matches } from './text';

describe('fold', () => {
  it.each([
    ['Thanh Hóa', 'thanh hoa'],
    ['Đông Sơn', 'dong son'],
    ['Nghĩa vụ thường kỳ', 'nghia vu thuong ky'],
    ['Thanh Ho\u0301a', 'thanh hoa'],
  ])('%s → %s', (from, to) => expect(fold(from)).toBe(to));
});

describe('matches', () => {
  it('takes words in any order', () => {
    expect(matches('Uỷ ban nhân dân phường Hạc Thành', 'hac phuong')).toBe(true);
    expect(matches('Sở Y tế', 'nong nghiep')).toBe(false);
  });
  it('ranks the beginning first', () => {
    expect(matchRank('Sở Y tế', 'so y')).toBe(0);
    expect(matchRank('Văn phòng Sở', 'so')).toBe(1);
    expect(matchRank('Sở Y tế', 'xyz')).toBe(-1);
  });
});

describe('highlight', () => {
  it('marks values wherever they occur, longest first', () => {
    expect(highlight('user=Root cmd=rootkit', ['root', 'rootkit'])).toEqual([
      { text: 'user=', marked: false },
      { text: 'Root', marked: true },
      { text: ' cmd=', marked: false },
      { text: 'rootkit', marked: true },
    ]);
  });
  it('does not find a number in a longer one', () => {
    const marked = (text: string) => highlight(text, ['10']).filter((s) => s.marked).length;
    expect(marked('"LogonType":10,"IpAddress":"198.51.100.39"')).toBe(1);
    expect(marked('210 1010')).toBe(0);
    expect(marked('10')).toBe(1);
  });
  it('leaves text alone when nothing is asked', () => {
    expect(highlight('abc', ['', 'a'])).toEqual([{ text: 'abc', marked: false }]);
  });
  it('gives back the whole text, always', () => {
    for (const text of ['', 'İstanbul ab', 'ababab']) {
      expect(highlight(text, ['ab']).map((s) => s.text).join('')).toBe(text);
    }
  });
});
