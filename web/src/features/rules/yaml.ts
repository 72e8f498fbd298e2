// SPDX-License-Identifier: Apache-2.0
// Colours of a YAML text: enough to read a rule by, no parser.

export type TokenKind = 'plain' | 'key' | 'text' | 'number' | 'comment' | 'mark';
export interface Token {
  kind: TokenKind;
  text: string;
}

const keyAt = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#'"{}[\],&*!|>%@`-][^#]*?|-[^\s#][^#]*?)(\s*:)(?=\s|$)/;
const numberAt = /^[-+]?(?:\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?|0x[\da-fA-F]+|true|false|null|~)$/;
const blockAt = /^[|>][-+\d]*$/;

/** Where a comment begins that no quotes enclose; the length when there is none. */
function commentStart(text: string): number {
  let quote = '';
  for (let i = 0; i < text.length; ++i) {
    const c = text[i] ?? '';
    if (quote !== '') {
      if ((c === '\\' && quote === '"') || (c === "'" && quote === "'" && text[i + 1] === "'")) ++i;
      else if (c === quote) quote = '';
    } else if ((c === '"' || c === "'") && /^[\s[{,:(-]?$/.test(text[i - 1] ?? '')) {
      quote = c;
    } else if (c === '#' && (i === 0 || /\s/.test(text[i - 1] ?? ''))) {
      return i;
    }
  }
  return text.length;
}

function valueKind(value: string): TokenKind {
  if (/^["'|>]/.test(value)) return blockAt.test(value) ? 'mark' : 'text';
  if (numberAt.test(value)) return 'number';
  return /^[&*!]/.test(value) ? 'mark' : 'plain';
}

/** One line outside a block text; `block` tells that a block text begins below it. */
function lineTokens(line: string): { tokens: Token[]; block: boolean } {
  const tokens: Token[] = [];
  const push = (kind: TokenKind, text: string) => {
    if (text !== '') tokens.push({ kind, text });
  };
  const end = commentStart(line);
  let rest = line.slice(0, end);
  if (/^(---|\.\.\.)\s*$/.test(rest)) {
    push('mark', rest);
    rest = '';
  }
  const lead = /^(?:\s*-(?=\s|$))*\s*/.exec(rest)?.[0] ?? '';
  push('mark', lead);
  rest = rest.slice(lead.length);
  const key = keyAt.exec(rest);
  if (key) {
    push('key', key[1] ?? '');
    push('mark', key[2] ?? '');
    rest = rest.slice(key[0].length);
  }
  const value = rest.trim();
  push(valueKind(value), rest);
  push('comment', line.slice(end));
  return { tokens, block: blockAt.test(value) };
}

const indentOf = (line: string) => line.length - line.trimStart().length;

/** Tokens of each line of a YAML text; joined they are the text. */
export function highlightYaml(text: string): Token[][] {
  const lines: Token[][] = [];
  let block: number | null = null;
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) {
    if (block !== null && (line.trim() === '' || indentOf(line) > block)) {
      lines.push(line === '' ? [] : [{ kind: 'text', text: line }]);
      continue;
    }
    const read = lineTokens(line);
    lines.push(read.tokens);
    block = read.block ? indentOf(line) : null;
  }
  return lines;
}
