// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from 'vitest';
import type { ExplainStep, JobView, TryRule, VersionView } from '@/api/rule_types';
import { loadLanguage, loadTextsOf, makeTexts } from '@/i18n';
import { attackOf, cellState, cellsOf, shownCells, techniqueCounts } from './attack';
import { techniqueName } from './attack_names';
import { diffLines, shortened } from './diff';
import { folded, toTree } from './explain_tree';
import { isFiltered, pageNumber, rulesQuery, technique } from './filters';
import { pageOf } from './places';
import { isSetId, isTested, percentOf, setIdOf, stagingSteps } from './staging';
import { huntLink, noisiest } from './trial';
import { durationText, logSourceText, seenWords, serverWords, stepWords } from './words';

const vi = makeTexts('vi');
const en = makeTexts('en');
beforeAll(async () => {
  for (const language of ['en', 'vi'] as const) {
    await loadLanguage(language);
    await loadTextsOf('rules');
  }
});
const version = (state: VersionView['state']) => ({ id: 8, state }) as VersionView;
const job = (part: Partial<JobView>) => ({ id: 1, kind: 'try_version', state: 'running', done: 0, total: 0, ...part }) as JobView;

describe('the way into force', () => {
  const states = (...args: Parameters<typeof stagingSteps>) => stagingSteps(...args).map((s) => s.state).join(' ');
  it('waits for a change, then for a check', () => {
    expect(states(null, false, false, null)).toBe('current todo todo todo todo');
    expect(states(null, true, false, null)).toBe('done current todo todo todo');
  });
  it('follows the version', () => {
    expect(states(version('validating'), true, false, null)).toBe('done running todo todo todo');
    expect(states(version('invalid'), true, false, null)).toBe('done problem todo todo todo');
    expect(states(version('validated'), true, false, null)).toBe('done done current todo todo');
    expect(states(version('validated'), true, false, job({}))).toBe('done done running todo todo');
    expect(states(version('validated'), true, true, job({ state: 'done' }))).toBe('done done done current todo');
    expect(states(version('in_force'), false, true, null)).toBe('done done done done current');
    expect(states(version('in_force'), false, false, null)).toBe('done done todo done current');
    expect(states(version('replaced'), false, false, null)).toBe('done done todo done todo');
    expect(states(version('discarded'), false, false, null)).toBe('done todo todo todo todo');
  });
  it('tells what was not tested from what has no tests', () => {
    expect(isTested({ tests_run: 0, staged_by: 'first start' })).toBe(false);
    expect(isTested({ tests_run: 0, staged_by: 'Phạm Cường' })).toBe(true);
    expect(isTested({ tests_run: 3, staged_by: 'start' })).toBe(true);
  });
  it('says how far a job is, as far as it is known', () => {
    expect(percentOf(job({}))).toBeNull();
    expect(percentOf(job({ done: 1, total: 3 }))).toBe(33);
    expect(percentOf(job({ done: 3, total: 3 }))).toBe(99);
    expect(percentOf(job({ state: 'done' }))).toBe(100);
  });
  it('makes an id of a file name', () => {
    expect(setIdOf('Sigma Đỏ master-2.TAR.GZ')).toBe('sigma-do-master-2');
    expect(setIdOf('luật.zip')).toBe('luat');
    expect(setIdOf(`${'x'.repeat(80)}.zip`)).toHaveLength(60);
    expect(['sigma', 'a_b-1', '0'].every(isSetId)).toBe(true);
    expect(['', 'own', 'A', 'a b', 'a/b', 'x'.repeat(61)].some(isSetId)).toBe(false);
  });
});

describe('explanations', () => {
  const step = (depth: number, holds = false): ExplainStep => ({ depth, holds, text: `d${depth}`, seen: '' });
  it('become a tree', () => {
    const tree = toTree([step(0), step(1), step(2), step(1), step(0)]);
    expect(tree.map((n) => n.children.length)).toEqual([2, 0]);
    expect(tree[0]?.children[0]?.children[0]?.step.text).toBe('d2');
  });
  it('survive depths that skip', () => {
    expect(toTree([step(3), step(5), step(-1)]).map((n) => n.step.depth)).toEqual([3, -1]);
  });
  it('hide what does not hold in long lists, never what does', () => {
    const nodes = toTree(Array.from({ length: 40 }, (_, i) => step(0, i === 39)));
    const { shown, hidden } = folded(nodes);
    expect([shown.length, hidden, shown[11]?.step.holds]).toEqual([12, 28, true]);
    const holding = toTree(Array.from({ length: 40 }, () => step(0, true)));
    expect(folded(holding).hidden).toBe(0);
  });
  it('keep names and values and translate the words between', () => {
    expect(stepWords(vi, 'selection: one of these')).toEqual({ label: 'selection', words: 'một trong các điều sau', isOperator: true });
    expect(stepWords(vi, 'at least 2 of these').words).toBe('ít nhất 2 trong các điều sau');
    expect(stepWords(en, 'all of these').words).toBe('all of these');
    expect(stepWords(vi, "keyword contains 'x: all of these'").words).toBe("từ khóa contains 'x: all of these'");
    expect(stepWords(vi, "Image endswith 'C: one'").words).toBe("Image endswith 'C: one'");
    expect(seenWords(vi, '(absent)')).toBe('(không có trường này)');
    expect(seenWords(vi, 'aaa (given up after too many steps)')).toBe('aaa (bỏ dở vì quá nhiều bước)');
  });
});

describe('sentences of the server', () => {
  it('are translated with what they name', () => {
    expect(serverWords(vi, 'set thu: none of its 12 documents could be loaded')).toBe('Bộ thu: không nạp được luật nào trong 12 luật');
    expect(serverWords(vi, 'version 8 cannot be put in force: no rule could be loaded')).toBe('Phiên bản 8 không đưa vào hoạt động được: Không nạp được luật nào');
    expect(serverWords(en, 'cancelled')).toBe('Stopped on request');
  });
  it('are shown as they came when new', () => expect(serverWords(vi, 'something else')).toBe('something else'));
  it('name a log source', () => {
    expect(logSourceText({ product: 'linux', category: '', service: 'sshd' })).toBe('linux / sshd');
    expect(logSourceText({ product: '', category: '', service: '' })).toBe('*');
  });
});

describe('coverage', () => {
  const t = (id: string, rules: number, can_fire: number, hits_30d = 0) => ({ id, rules, can_fire, hits_30d });
  const tactic = { id: 'execution', name: 'Execution', rules: 9, can_fire: 3, techniques: [t('T1059', 6, 3, 4), t('T1059.001', 4, 3), t('T1059.003', 2, 0), t('T1204.002', 1, 0), t('T1569', 3, 0)] };
  it('is full, most, some or none', () => {
    expect([[4, 4], [4, 2], [4, 1], [4, 0], [0, 0]].map(([rules, can_fire]) => cellState({ rules: rules ?? 0, can_fire: can_fire ?? 0 }))).toEqual(['full', 'most', 'some', 'none', 'none']);
  });
  it('puts parts below their technique', () => {
    expect(cellsOf(tactic).map((c) => [c.id, c.parts.length])).toEqual([['T1059', 2], ['T1204.002', 0], ['T1569', 0]]);
    expect(shownCells(cellsOf(tactic), 'gaps').map((c) => c.id)).toEqual(['T1204.002', 'T1569']);
    expect(shownCells(cellsOf(tactic), 'hits').map((c) => c.id)).toEqual(['T1059']);
  });
  it('counts a technique once, under however many tactics', () => {
    expect(techniqueCounts([tactic, { ...tactic, id: 'x', techniques: [t('T1569', 3, 1)] }])).toEqual({ techniques: 2, covered: 2 });
  });
  it('reads tags', () => {
    expect(attackOf(vi, 'attack.t1059.001')).toEqual({ technique: 'T1059.001', text: 'T1059.001 Command and Scripting Interpreter' });
    expect(attackOf(vi, 'attack.initial_access')).toEqual({ tactic: 'initial-access', text: 'Xâm nhập ban đầu' });
    expect(attackOf(vi, 'attack.g0007')).toBeNull();
    expect(attackOf(vi, 'detection.emerging-threats')).toBeNull();
    expect([techniqueName('T1681'), techniqueName('T1001'), techniqueName('T9999')]).toEqual(['Search Threat Vendor Data', 'Data Obfuscation', '']);
  });
});

describe('the list', () => {
  it('asks as the address says', () => {
    const address = new URLSearchParams('q=ssh&level=high,critical&page=3&sort=hits&tab=x');
    expect(rulesQuery(address).toString()).toBe('q=ssh&level=high%2Ccritical&sort=hits&limit=100&offset=200');
    expect([pageNumber(address), pageNumber(new URLSearchParams('page=-1')), pageNumber(new URLSearchParams('page=x'))]).toEqual([3, 1, 1]);
    expect([isFiltered(address), isFiltered(new URLSearchParams('sort=hits&page=2'))]).toEqual([true, false]);
  });
  it('takes techniques as people write them', () => expect([technique(' t1059.001 '), technique('1059')]).toEqual(['T1059.001', '1059']));
  it('knows which page an address belongs to', () => {
    expect(['/rules', '/rules/abc', '/rules/versions/8', '/rules/own/new', '/rules/ownership', '/rules/exceptions'].map(pageOf))
      .toEqual(['/rules', '/rules', '/rules/sets', '/rules/own', '/rules', '/rules/exceptions']);
  });
  it('writes durations', () => expect([850, 12_400, 1_300_000].map(durationText)).toEqual(['850 ns', '12,4 µs', '1,3 ms']));
});

describe('a trial', () => {
  it('puts the noisiest first', () => {
    const rule = (id: string, alerts: number, alerts_now: number) => ({ id, alerts, alerts_now, detections: 0 }) as TryRule;
    expect(noisiest([rule('a', 1, 9), rule('b', 5, 0), rule('c', 1, 10)]).map((r) => r.id)).toEqual(['b', 'a', 'c']);
  });
  it('leads to just the event', () => {
    const link = new URLSearchParams(huntLink({ event_id: 'a"b', host: '', time: '2026-11-26T10:00:00Z', agency_id: null }).split('?')[1]);
    expect(link.get('query')).toBe('id:"a\\"b"');
    expect([link.get('from'), link.get('to')]).toEqual(['2026-11-26T09:59:00.000Z', '2026-11-26T10:01:00.000Z']);
    expect(huntLink({ event_id: 'a', host: '', time: 'x', agency_id: null })).not.toContain('from');
  });
});

describe('diffLines', () => {
  const text = (lines: ReturnType<typeof diffLines>) => lines.map((l) => `${{ same: ' ', added: '+', removed: '-' }[l.change]}${l.text}`).join('|');
  it('finds what changed', () => {
    expect(text(diffLines('a\nb\nc', 'a\nx\nc\nd'))).toBe(' a|-b|+x| c|+d');
    expect(text(diffLines('a\nb', 'a\nb'))).toBe(' a| b');
    expect(text(diffLines('', 'a'))).toBe('-|+a');
    expect(text(diffLines('a\na\na', 'a\na'))).toBe(' a| a|-a');
  });
  it('shows changes with a little around them', () => {
    const before = Array.from({ length: 20 }, (_, i) => `l${i}`);
    const after = before.map((l, i) => (i === 10 ? 'new' : l));
    const shown = shortened(diffLines(before.join('\n'), after.join('\n')), 1);
    expect(shown.map((l) => l?.text ?? '…')).toEqual(['…', 'l9', 'l10', 'new', 'l11', '…']);
    expect(shortened(diffLines('a', 'a'))).toEqual([null]);
  });
  it('gives up on detail, not on content, when texts are huge', () => {
    const a = Array.from({ length: 2500 }, (_, i) => `a${i}`).join('\n');
    const b = Array.from({ length: 2500 }, (_, i) => `b${i}`).join('\n');
    expect(diffLines(a, b)).toHaveLength(5000);
  });
});
