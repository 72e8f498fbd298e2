// SPDX-License-Identifier: Apache-2.0
// Sentences of the server about values and documents, in the reader's language.
import { ProblemError } from '@/api/client';
import type { Texts, TextKey } from '@/i18n';

const sentences: [RegExp, TextKey][] = [
  [/^not an IP address or network: '(.*)'$/, 'ioc.said_not_address'], [/^not a digest: '(.*)'$/, 'ioc.said_not_digest'], [/^not a domain: '(.*)'$/, 'ioc.said_not_domain'],
  [/^not a URL: '(.*)'$/, 'ioc.said_not_url'], [/^not an e-mail address: '(.*)'$/, 'ioc.said_not_email'], [/^not an indicator: '(.*)'$/, 'ioc.said_not_indicator'],
  [/^several words: '(.*)'$/, 'ioc.said_several_words'], [/^not a time: '(.*)'$/, 'ioc.said_not_a_time'], [/^a very wide network: (.*)$/, 'ioc.said_wide'],
  [/^said to be (\S+), but it has \d+ digits as (\S+) has: '.*'$/, 'ioc.said_other_digest'], [/^an empty value$/, 'ioc.said_empty'], [/^no value in this row$/, 'ioc.said_empty'],
  [/^no indicator in this row$/, 'ioc.said_no_indicator'], [/^valid_until is not after valid_from$/, 'ioc.said_validity'], [/^the line is not UTF-8$/, 'ioc.said_not_utf8'],
  [/^(?:a record|a line|a value|a URL|a pattern|a document) of (\d+) bytes; the limit is (\d+)$/, 'ioc.said_too_long'],
  [/^write 32 \(MD5\)/, 'ioc.hint_digest'], [/^correct the type or the value$/, 'ioc.hint_type'], [/^write an address \(/, 'ioc.hint_address'], [/^write a full domain/, 'ioc.hint_domain'],
  [/^write scheme, host and path/, 'ioc.hint_url'], [/^write one address, as/, 'ioc.hint_email'], [/^write an IP address or network, a domain/, 'ioc.hint_any'],
  [/^write a value or leave the line out$/, 'ioc.hint_empty'], [/^fill in the value or leave the row out$/, 'ioc.hint_empty'], [/^correct one of the two$/, 'ioc.hint_validity'],
  [/^write 2026-01-31/, 'ioc.hint_time'], [/^it will be met by very many events/, 'ioc.hint_wide'], [/^write one value a line/, 'ioc.hint_words'], [/^save (?:the file|it) as UTF-8$/, 'ioc.hint_utf8'],
  [/^give the table a line of headings/, 'ioc.hint_headings'], [/^fetch or export the document again/, 'ioc.hint_again'], [/^give a STIX 2\.1 bundle/, 'ioc.hint_formats'],
  [/^unpack it, or save the sheet/, 'ioc.hint_unpack'], [/^export it as STIX/, 'ioc.hint_export'], [/^divide /, 'ioc.hint_divide'], [/^write a STIX 2\.1 pattern/, 'ioc.hint_pattern'],
];

/** A sentence of the server; null where it is not known. */
export function wordsOf(texts: Texts, sentence: string): string | null {
  for (const [form, key] of sentences) {
    const match = form.exec(sentence);
    if (match) return texts.t(key, { a: match[1] ?? '', b: match[2] ?? '' });
  }
  return null;
}

/** The same problem with what it says of its fields in the reader's words. */
export function inWords(texts: Texts, error: unknown): unknown {
  if (!(error instanceof ProblemError)) return error;
  const say = (message: string) => message.split('; ').map((part) => wordsOf(texts, part) ?? part).join('; ');
  return new ProblemError({ ...error.problem, fields: error.problem.fields.map((f) => ({ ...f, message: say(f.message) })) });
}
