// SPDX-License-Identifier: Apache-2.0
// What the server says in fixed English sentences, in the reader's language. What is not known here
// is shown as it came.
import type { LogSourceView } from '@/api/rule_types';
import type { TextKey, Texts } from '@/i18n';
import { formatNumber } from '@/shared/format';

const sentences: [RegExp, TextKey][] = [
  [/^set (\S+): none of its (\d+) documents could be loaded$/, 'server.none_loaded'],
  [/^no rule could be loaded$/, 'server.no_rule'],
  [/^interrupted by a restart; stage it again$/, 'server.interrupted'],
  [/^cancelled$/, 'server.cancelled'],
  [/^more than (\d+) events: the newest were read$/, 'server.newest_read'],
  [/^it took more than (\d+) minutes$/, 'server.too_long'],
  [/^the sets are as they are in force: there is nothing to stage$/, 'server.nothing_to_stage'],
  [/^version (\d+) cannot be used any more: (.*)$/, 'server.version_gone'],
  [/^version (\d+) cannot be put in force: (.*)$/, 'server.version_unfit'],
  [/^larger than (\d+) KiB$/, 'server.larger'],
  [/^is there twice; the first is taken$/, 'server.twice'],
  [/^damaged, encrypted, or larger than it says$/, 'server.damaged'],
  [/^the rule does not hold$/, 'server.test_no_match'],
  [/^the rule holds$/, 'server.test_match'],
  [/^(?:first start|start|validation|expiry|rules)$/, 'history.system'],
  [/^rules that came with the program$/, 'server.first_rules'],
  [/^other rules with the program$/, 'server.other_rules'],
  [/^compiling$/, 'server.compiling'],
  [/^running tests$/, 'server.running_tests'],
  [/^looking what it covers$/, 'server.covering'],
  [/^reading events$/, 'server.reading_events'],
];

export function serverWords(texts: Texts, text: string): string {
  for (const [pattern, key] of sentences) {
    const match = pattern.exec(text);
    if (!match) continue;
    const [, a = '', b = ''] = match;
    return texts.t(key, { a, b: b === '' ? '' : serverWords(texts, b) });
  }
  return text;
}

const operators: [RegExp, TextKey][] = [
  [/^all of these$/, 'explain.all'],
  [/^one of these$/, 'explain.one'],
  [/^at least (\d+) of these$/, 'explain.at_least'],
  [/^not$/, 'explain.not'],
  [/^always$/, 'explain.always'],
  [/^never \(nothing of that name\)$/, 'explain.never'],
];

/** A step of an explanation: names and values stay, the words between them are translated. */
export function stepWords(texts: Texts, text: string): { label: string; words: string; isOperator: boolean } {
  const colon = text.indexOf(': ');
  const parts: [string, string][] = colon > 0 ? [[text.slice(0, colon), text.slice(colon + 2)], ['', text]] : [['', text]];
  for (const [label, rest] of parts) {
    for (const [pattern, key] of operators) {
      const match = pattern.exec(rest);
      if (match) return { label, words: texts.t(key, { n: match[1] ?? '' }), isOperator: true };
    }
  }
  const word = /^keyword /.exec(text);
  return { label: '', words: word ? `${texts.t('explain.keyword')} ${text.slice(word[0].length)}` : text, isOperator: false };
}

const givenUp = ' (given up after too many steps)';

export function seenWords(texts: Texts, seen: string): string {
  if (seen.endsWith(givenUp)) return `${seenWords(texts, seen.slice(0, -givenUp.length))} ${texts.t('explain.given_up')}`;
  return seen === '(absent)' ? texts.t('explain.absent') : seen;
}

/** "windows / process_creation"; never empty. */
export function logSourceText(source: LogSourceView): string {
  return [source.product, source.category, source.service].filter((part) => part !== '').join(' / ') || '*';
}

/** "850 ns", "12,4 µs", "1,3 ms". */
export function durationText(ns: number): string {
  if (ns < 1000) return `${formatNumber(Math.round(ns))} ns`;
  return ns < 1_000_000 ? `${formatNumber(ns / 1000)} µs` : `${formatNumber(ns / 1_000_000)} ms`;
}
