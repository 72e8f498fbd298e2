// SPDX-License-Identifier: Apache-2.0
// Invented detection content for dev/mock.mjs: as many rules as a real set has.

const now = Date.now();
const ago = (minutes) => new Date(now - minutes * 60000).toISOString();
const levels = ['critical', 'high', 'medium', 'low', 'informational'];
const titles = ['Dò mật khẩu SSH', 'Suspicious PowerShell Download and Execute Pattern', 'Potential Credential Dumping Via LSASS Process Clone', 'Tạo tài khoản Windows ngoài giờ'];
const text = (title) => `title: '${title}'\nid: x\nstatus: test\nlogsource:\n  product: windows\n  category: process_creation\ndetection:\n  selection:\n    Image|endswith: '\\powershell.exe' # a comment\n    EventID: 4688\n  condition: selection\nlevel: high\n`;

const rows = Array.from({ length: 4012 }, (_, i) => ({
  id: `rule-${i}`, title: `${titles[i % 4]} ${i}`, author: 'Lá Chắn', status: 'test', set: i % 7 ? 'sigmahq' : 'rules', path: `rules/windows/rule_${i}.yml`,
  logsource: i % 3 ? 'windows / process_creation' : 'linux / sshd', kind: i % 50 === 49 ? 'correlation' : 'detection', level: levels[i % 5],
  tags: ['attack.execution', 'attack.t1059.001'], raises_alert: i % 11 !== 0, always_evaluated: i % 97 === 0, hits_30d: i < 60 ? 4000 - i * 61 : 0,
  suppressed_30d: i % 9 ? 0 : 412, last_hit: i < 60 ? ago(i * 60) : null, exceptions: i % 9 ? 0 : 1, can_fire: ['yes', 'fields_missing', 'no_log_source'][i % 3],
}));
const findings = Array.from({ length: 120 }, (_, i) => ({
  severity: ['error', 'warning', 'note'][i % 3], code: ['sigma.modifier.unknown', 'sigma.level', 'sigma.id.duplicate'][i % 3],
  message: ["unknown modifier 'containz'", "unknown level 'hi', medium is used", 'left out: the id is taken'][i % 3], hint: '', set: 'sigmahq', file: `rules/windows/rule_${i}.yml`, line: 8, column: 5,
}));
const report = { found: 4400, loaded: 4014, rejected: 31, skipped: 355, correlations: 80, filters: 2, always_evaluated: 42, findings, findings_total: 120 };
const set = (id, title, kind, part = {}) => ({
  id, title, kind, licence: kind === 'imported' ? 'DRL 1.1' : '', origin: '', enabled: true, minimum_level: null, version: 'a', files: 3105, bytes: 8123456, found: 3110, loaded: 3050,
  rejected: 31, skipped: 29, is_changed: false, is_in_force: true, version_in_force: 'a', updated_at: ago(120), ...part,
});
const sets = { rows: [set('own', 'Luật của tỉnh', 'own'), set('rules', 'Lá Chắn', 'shipped'), set('sigmahq', 'SigmaHQ', 'imported', { is_changed: true })], is_changed: true, in_force: 7, candidate: 8 };
const version = (id, state, part = {}) => ({
  id, state, hash: 'c', note: '', staged_by: 'Nguyễn Thị Lan', staged_at: ago((10 - id) * 60), swapped_by: 'Nguyễn Thị Lan', swapped_at: state === 'validated' ? null : ago((9 - id) * 60),
  found: 4400, loaded: 4014, rejected: 31, skipped: 355, tests_run: 212, tests_failed: 0, added: 40, changed: 34, removed: 3, problem: '', ...part,
});
const versions = { rows: [version(8, 'validated'), version(7, 'in_force'), version(6, 'replaced')], in_force: 7, rollback_to: 6 };
const tests = [true, false].map((passed) => ({ rule_id: 'rule-0', rule_title: titles[0], file: 'tests/a.yml', note: 'mẫu', expects_match: passed, passed, message: passed ? '' : 'the rule holds' }));
const tried = {
  from: ago(1440), to: ago(0), events_total: 88123, events_read: 88123, is_complete: true, stopped_because: '', alerts: 412, detections: 1320, alerts_now: 37, detections_now: 80, suppressed: 12,
  by_level: levels.map((level, i) => ({ level, alerts: 100 - i * 9, detections: 300, alerts_now: 9, detections_now: 20 })), rules_total: 60, seconds: 1.2, events_per_second: 73000,
  rules: rows.slice(0, 40).map((r, i) => ({ id: r.id, title: r.title, set: r.set, level: r.level, alerts: 200 - i * 5, detections: 400, alerts_now: i % 3, detections_now: 12, suppressed: i % 4, samples: [{ event_id: `01JE${i}`, host: 'dc01', time: ago(i), agency_id: 1 }] })),
};
const exceptions = [1, 2].map((id) => ({
  id, state: 'active', rules: [{ id: 'rule-0', title: titles[0] }], agency_id: id, agency_name: 'Sở Y tế', text: "selection:\n  User: 'backup'\ncondition: selection\n", reason: 'Phần mềm sao lưu.',
  author: 'Nguyễn Thị Lan', created_at: ago(900), expires_at: ago(-90000), ended_at: null, suppressed: 412, last_suppressed_at: ago(60), problem: '',
}));
const detail = (rule) => ({
  rule, description: 'Nhiều lần đăng nhập sai từ một địa chỉ trong thời gian ngắn.', text: text(rule.title), licence: 'DRL 1.1', set_title: 'SigmaHQ', date: '2026-11-23', modified: '', set_kind: 'imported', line: 1,
  references: ['https://attack.mitre.org/techniques/T1110/'], falsepositives: ['Người dùng quên mật khẩu'], fields: [], own_name: '',
  hits: { total: 1234, suppressed: 12, last_hit: ago(5), days: Array.from({ length: 30 }, (_, i) => ({ day: ago((29 - i) * 1440).slice(0, 10), hits: Math.round(40 + 30 * Math.sin(i)), suppressed: i % 5 })), agencies: [{ agency_id: 1, agency_name: 'Sở Y tế', hits: 900, suppressed: 12 }] },
  cost: { sampled_events: 512, rule_ns: 812, set_ns: 21400, share: 0.038, matched: 3 }, coverage: { state: rule.can_fire, missing_fields: rule.can_fire === 'fields_missing' ? ['CommandLine'] : [], agencies: 3 },
  tests, history: [{ at: ago(90), actor: 'Nguyễn Thị Lan', kind: 'changed', version_id: 7, exception_id: null, note: '' }], exceptions: exceptions.slice(0, 1), findings: [],
});
const steps = [[0, false, 'all of these', ''], [1, true, 'selection: one of these', ''], [2, true, "Image endswith '\\powershell.exe'", 'C:\\powershell.exe'], [1, false, 'not', ''], [2, true, "User 'backup'", '(absent)']];
const explanation = {
  rule_id: 'rule-0', rule_title: titles[0], logsource_applies: true, matched: false, words: '', steps: steps.map(([depth, holds, words, seen]) => ({ depth, holds, text: words, seen })),
  event: [{ name: 'Image', value: 'C:\\powershell.exe' }], logsources: [{ product: 'windows', category: 'process_creation', service: '' }], exceptions: [],
};
const techniques = ['T1059', 'T1059.001', 'T1003', 'T1547', 'T1053', 'T1110', 'T1021', 'T1190', 'T1566', 'T1070', 'T1036'];
const coverage = (agency) => ({
  agency_id: agency, computed_at: ago(1), version_id: 7, days: 14, rules: { total: 4012, yes: 1338, fields_missing: 1337, no_log_source: 1337 },
  arriving: [{ logsource: { product: 'linux', category: '', service: 'sshd' }, events: 33211, fields: 9, last_at: ago(1), rules: 8, can_fire: 8 }],
  missing: [{ logsource: { product: 'windows', category: 'registry_set', service: '' }, rules: 212 }, { logsource: { product: 'aws', category: '', service: 'cloudtrail' }, rules: 55 }],
  tactics: [['initial-access', 'Initial Access'], ['execution', 'Execution'], ['persistence', 'Persistence'], ['credential-access', 'Credential Access'], ['impact', 'Impact']].map(([id, name], k) => ({
    id, name, rules: 300 - k * 10, can_fire: 120 - k * 5, techniques: techniques.map((t, i) => ({ id: t, rules: 12, can_fire: [0, 3, 9, 12][(i + k) % 4], hits_30d: (i + k) % 6 ? 0 : 31 })),
  })),
});
const job = { id: 1, kind: 'preview_exception', state: 'done', version_id: null, started_by: 'x', created_at: ago(0), finished_at: ago(0), step: '', done: 1, total: 1, problem: '', result: { ...tried, suppressed: 412, detections: 18 } };
const check = (body) => ({
  is_usable: !/containz/.test(body.text), report: { ...report, findings: /containz/.test(body.text) ? [{ ...findings[0], set: 'own', file: 'rule.yml' }] : [] },
  rules: [{ id: 'x', title: 'Luật', logsource: 'linux / sshd', level: 'medium', raises_alert: true, always_evaluated: false, replaces: '' }], tests: [tests[0]],
});
const own = { name: 'do-mat-khau', text: text('Dò mật khẩu'), tests: '', hash: 'h' };

function listed(q) {
  const any = (name, value) => !q.get(name) || q.get(name).split(',').includes(value);
  const found = rows.filter((r) => `${r.title} ${r.path}`.toLowerCase().includes((q.get('q') ?? '').toLowerCase()) && any('level', r.level) && any('can_fire', r.can_fire) && any('set', r.set));
  const first = Number(q.get('offset') ?? 0);
  return { report, version_id: 7, rows: found.slice(first, first + Number(q.get('limit') ?? 100)), total: found.length };
}

/** The answer of the server, or undefined when the address is none of detection content. */
export function answerRules(method, path, q, body) {
  const [, root, id, part] = path.split('/');
  switch (root) {
    case 'rules':
      if (id === undefined) return listed(q);
      return id === 'explain' || part === 'explain' ? explanation : detail(rows.find((r) => r.id === id) ?? rows[0]);
    case 'rule-sets':
      if (part === 'files') return { rows: rows.slice(0, 400).map((r) => ({ path: r.path, bytes: 1234 })) };
      if (part === 'file') return { set: id, path: q.get('path'), text: text('Tệp') };
      return id === undefined ? (method === 'POST' ? { set: sets.rows[2], files_taken: 12, files_left_out: 1, left_out: [] } : sets) : sets.rows[2];
    case 'rule-versions':
      if (part === 'findings') return { rows: findings.slice(0, 50), total: findings.length };
      if (id === undefined) return method === 'POST' ? { version: versions.rows[0], job } : versions;
      return method === 'GET' ? {
        version: versions.rows.find((v) => v.id === Number(id)), sets: sets.rows.map((s) => ({ ...s })), report, tests: { run: 212, passed: 212, failed: 0, failures: [] },
        changes: rows.slice(3, 60).map((r, i) => ({ id: r.id, title: r.title, set: r.set, level: r.level, change: ['added', 'changed', 'removed'][i % 3] })), tried: id === '8' ? tried : null, tried_at: ago(9),
      } : versions.rows[0];
    case 'rule-jobs': return id === undefined ? { rows: [] } : job;
    case 'own-rules':
      if (id === 'check') return check(body);
      return id === undefined && method === 'GET' ? { rows: [{ ...own, title: 'Dò mật khẩu', ids: ['a'], level: 'high', is_usable: true, is_in_force: true, tests: 7 }] } : { ...own, ...body, check: check(own) };
    case 'rule-exceptions': return id === 'preview' ? job : id === undefined && method === 'GET' ? { rows: exceptions } : exceptions[0];
    case 'coverage':
      return id === 'agencies' ? { rows: [{ agency_id: 1, agency_name: 'Sở Y tế', rules: coverage(null).rules, logsources: 4, events: 99999, last_at: ago(1) }], computed_at: ago(1) } : coverage(Number(q.get('agency')) || null);
    default: return undefined;
  }
}
