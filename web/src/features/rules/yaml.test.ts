// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { highlightYaml } from './yaml';
import type { TokenKind } from './yaml';

const rule = `title: 'It''s: a # rule' # why
id: 09a0b5e7
description: |
  key: no key here # nor comment

  last
detection:
  sel:
    - Image|endswith: '\\cmd.exe'
    - EventID: 4688
  'odd key': "a \\" # b"
  condition: sel and not 1 of filter_*
---
a: [1, 'x: y']
`;

describe('highlightYaml', () => {
  const lines = highlightYaml(rule);
  const kinds = (line: number) => (lines[line] ?? []).filter((t) => t.text.trim() !== '').map((t): [TokenKind, string] => [t.kind, t.text.trim()]);
  it('loses nothing', () => {
    expect(lines.map((tokens) => tokens.map((t) => t.text).join('')).join('\n')).toBe(rule);
  });
  it('tells keys, texts and comments apart', () => {
    expect(kinds(0)).toEqual([['key', 'title'], ['mark', ':'], ['text', "'It''s: a # rule'"], ['comment', '# why']]);
    expect(kinds(8)).toEqual([['mark', '-'], ['key', 'Image|endswith'], ['mark', ':'], ['text', "'\\cmd.exe'"]]);
    expect(kinds(9)).toEqual([['mark', '-'], ['key', 'EventID'], ['mark', ':'], ['number', '4688']]);
    expect(kinds(10)).toEqual([['key', "'odd key'"], ['mark', ':'], ['text', '"a \\" # b"']]);
    expect(kinds(12)).toEqual([['mark', '---']]);
  });
  it('reads a block as text until the indent goes back', () => {
    expect(kinds(3)).toEqual([['text', 'key: no key here # nor comment']]);
    expect(kinds(5)).toEqual([['text', 'last']]);
    expect(kinds(6)).toEqual([['key', 'detection'], ['mark', ':']]);
  });
  it.each(['', '\t', ':', '- ', "'", '"\\', '#', 'a:b', '|', '- - -', '\u0000: \u0000'])('survives %j', (odd) => {
    expect(highlightYaml(odd).map((tokens) => tokens.map((t) => t.text).join('')).join('\n')).toBe(odd);
  });
});
