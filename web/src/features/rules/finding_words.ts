// SPDX-License-Identifier: Apache-2.0
// Findings of the compiler, in the reader's language. What is not known here is shown as it came.
import type { TextKey, Texts } from '@/i18n';

// tools/check_findings.mjs holds both lists against the program's sources.
/** A sentence as the server writes it; each {} stands for what changes, {…} for a sentence of its own. */
export const sentences: [string, TextKey][] = [
  ['condition {}: {…}', 'said.condition'],
  ['{} bytes, the limit is {}', 'said.bytes'],
  ['text is not UTF-8', 'said.utf8'],
  ['more than {} aliases', 'said.aliases'],
  ['alias {} has no anchor before it, or is inside it', 'said.alias'],
  ['nested deeper than {}', 'said.nested'],
  ['more than {} values', 'said.values'],
  ['a key must be plain text', 'said.key'],
  ['key {} occurs twice', 'said.twice'],
  ['unknown level {}, medium is used', 'said.level'],
  ['the document has no id, name or title', 'said.no_id'],
  ['no condition', 'said.no_condition'],
  ['no logsource', 'said.no_logsource'],
  ["'{}' is not a map", 'said.not_map'],
  ['no rules to correlate', 'said.no_rules'],
  ['unknown correlation type {}', 'said.correlation_type'],
  ['timespan {} is not a number with s, m, h, d, w, M or y', 'said.timespan'],
  ['the condition is not a map', 'said.condition_map'],
  ['the condition has no comparison', 'said.no_comparison'],
  ['the condition names no field', 'said.no_field'],
  ['{} is not a comparison', 'said.not_comparison'],
  ['refers to {}, which is not loaded', 'said.not_loaded'],
  ['correlations refer to one another in a circle', 'said.circle'],
  ['not a Sigma document: no detection, correlation or filter', 'said.other'],
  ['left out: status {}', 'said.status'],
  ['left out: below the wanted level', 'said.below_wanted'],
  ['left out: below level {} of this set', 'said.below'],
  ['id {} is taken by the own rule in {}', 'said.own_id_taken'],
  ['id {} is taken by {}; this document is left out', 'said.id_taken'],
  ['the filter applies to no loaded rule', 'said.filter_unused'],
  ['unknown modifier {}', 'said.modifier'],
  ["'exists' needs a field and true or false", 'said.exists'],
  ['a map or list stands where a value belongs', 'said.not_scalar'],
  ['not a number: {}', 'said.not_number'],
  ['{} is not a number of a field', 'said.number_of_field'],
  ["'fieldref' needs the name of one field", 'said.fieldref'],
  ['a placeholder inside a regular expression', 'said.expand_regex'],
  ['a pattern longer than {} bytes', 'said.pattern_long'],
  ['regular expression: {} at character {}', 'said.regex'],
  ['{} is not a network', 'said.network'],
  ['more than {} spellings', 'said.spellings'],
  ['too many spellings', 'said.spellings_many'],
  ['placeholder {} has no values', 'said.placeholder'],
  ['wildcards cannot be encoded in base64', 'said.wildcards'],
  ['an empty map', 'said.empty_map'],
  ['an empty list', 'said.empty_list'],
  ['{} does not belong there', 'said.not_there'],
  ['more than {} tests', 'said.tests_many'],
  ['it ends too early', 'said.ends_early'],
  ['a parenthesis is not closed', 'said.parenthesis'],
  ['no search identifier {}', 'said.no_identifier'],
  ["it ends after 'of'", 'said.ends_of'],
  ["aggregations after '|' are not part of Sigma 2", 'said.aggregation'],
  ['longer than 64 KiB', 'said.condition_long'],
  ['this is no detection', 'said.no_detection'],
  ["a document in it is left out: see the check's notes", 'said.document_left_out'],
  ['there is no rule in it', 'said.no_rule_in_it'],
];

export const hints: [string, TextKey][] = [
  ['split the file', 'do.split_file'],
  ['save the file as UTF-8', 'do.utf8'],
  ['check indentation and quotes', 'do.indentation'],
  ['write the values out', 'do.write_values'],
  ['write it out', 'do.write_out'],
  ['flatten the document', 'do.flatten'],
  ['split the document', 'do.split_document'],
  ["write one word or text before ':'; lists and maps belong behind it", 'do.key'],
  ['merge both values into one list', 'do.merge'],
  ['one of informational, low, medium, high, critical', 'do.level'],
  ['add a title and an id (a UUID)', 'do.id'],
  ["add 'condition: selection' under it", 'do.condition'],
  ["e.g. 'gte: 10'", 'do.gte'],
  ['give product, category or service', 'do.logsource'],
  ["write a map of search identifiers and 'condition' under it", 'do.detection'],
  ["write 'rules', search identifiers and 'condition' under it", 'do.filter'],
  ["write 'type', 'rules', 'timespan' and 'condition' under it", 'do.correlation'],
  ["list ids or names under 'rules'", 'do.rules'],
  ["write e.g. 'timespan: 5m'", 'do.timespan'],
  ["write e.g. 'condition: {gte: 10}'; only temporal correlations take a text", 'do.condition_map'],
  ["add 'field: …'", 'do.field'],
  ['gt, gte, lt, lte, eq or neq with a number, or field or percentile', 'do.comparison'],
  ['gt, gte, lt, lte, eq or neq', 'do.comparison'],
  ['the rule must be loaded as well, under this id or name', 'do.load'],
  ['let one of them refer to detections only', 'do.circle'],
  ['change that one, or give this one another id', 'do.own_id'],
  ['see docs/formats/sigma.md for the modifiers of Sigma 2.1', 'do.modifiers'],
  ["write 'Field|exists: true'", 'do.exists'],
  ["give each value a line of its own in one list: '- value'", 'do.one_list'],
  ['write digits, or put it in quotes to compare text', 'do.digits'],
  ['comparisons and parts of time need plain numbers', 'do.plain_numbers'],
  ["write 'Field|fieldref: OtherField', without wildcards", 'do.fieldref'],
  ["write the values out: '(one|two)', or use 'expand' without 're'", 'do.expand_regex'],
  ['leave out what is not needed, or split it over several values', 'do.shorter'],
  ['expressions are those of PCRE2, without \\C', 'do.pcre'],
  ['write e.g. 10.0.0.0/8 or 2001:db8::/32', 'do.network'],
  ['write fewer values, or a shorter one', 'do.fewer'],
  ["each option multiplies the spellings: write the options as values of their own, or leave out 'windash'", 'do.dashes'],
  ["take out * and ? (or write \\* and \\?); 'contains' before 'base64' is such a wildcard too: write 'base64offset|contains'", 'do.no_wildcards'],
  ["give its values in the settings, or remove 'expand'", 'do.placeholder'],
  ["write 'Field: value' under it", 'do.map'],
  ["write '- value' under it", 'do.list'],
  ["join two parts with 'and' or 'or'; a ')' needs its '('", 'do.join'],
  ['split the rule into several', 'do.split_rule'],
  ["take out parentheses and 'not's, or give a part of it a name of its own", 'do.parentheses'],
  ["a search identifier belongs behind 'and', 'or', 'not' or '('", 'do.identifier'],
  ["add ')', or join its parts with 'and' or 'or'", 'do.close'],
  ['did you mean {}?', 'do.mean'],
  ["the rule defines none: add it beside 'condition'", 'do.defines_none'],
  ['the rule defines {}', 'do.defines'],
  ["write e.g. '1 of selection_*' or 'all of them'", 'do.of'],
  ["write '1 of them' or 'all of them'", 'do.of_them'],
  ["write '1 of {}' or 'all of …'", 'do.of_these'],
  ["write what is counted as a rule and the count as a correlation beside it, behind '---': {}", 'do.correlate'],
  ["name the parts alike and write '1 of name_*'", 'do.name_alike'],
  ['write searches and a condition: {}', 'do.exception'],
];

const patternOf = (sentence: string) => new RegExp(`^${sentence.split(/\{…?\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('(.*)')}$`, 's');
const compile = (list: [string, TextKey][]) => list.map(([sentence, key]) => ({ pattern: patternOf(sentence), isNested: sentence.includes('{…}'), key }));
const known = compile(sentences);
const knownHints = compile(hints);

function find(list: typeof known, texts: Texts, text: string): string | null {
  for (const { pattern, isNested, key } of list) {
    const match = pattern.exec(text);
    if (!match) continue;
    const [, a = '', b = ''] = match;
    return texts.t(key, { a, b: isNested ? findingWords(texts, b) : b });
  }
  return null;
}

export function findingWords(texts: Texts, message: string): string {
  // "… in 'Image|foo'": what it is about, and where.
  const match = /^(.*?) in ('[^']*'|the keywords)$/s.exec(message);
  const what = match ? find(known, texts, match[1] ?? '') : null;
  if (!match || what === null) return find(known, texts, message) ?? message;
  return texts.t('said.in', { a: what, b: match[2] === 'the keywords' ? texts.t('said.keywords') : (match[2] ?? '') });
}

export function hintWords(texts: Texts, hint: string): string {
  return find(knownHints, texts, hint) ?? hint;
}

/** "6:5: unknown modifier 'x' in 'a|x' [sigma.modifier.unknown]; see …": a finding as the message of a field. */
export function fieldFinding(texts: Texts, message: string): string | null {
  const match = /^(\d+):(\d+): (.*) \[([a-z_.]+)\](?:; (.*))?$/s.exec(message);
  if (!match) return known.some(({ pattern }) => pattern.test(message)) ? findingWords(texts, message) : null;
  const [, n = '', m = '', what = '', , hint] = match;
  const said = `${texts.t('rules.line', { n, m })}: ${findingWords(texts, what)}`;
  return hint ? `${said}. ${texts.t('rules.hint')} ${hintWords(texts, hint)}` : said;
}
