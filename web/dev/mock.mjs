// SPDX-License-Identifier: Apache-2.0
// A stand-in for the server while pages are drawn: `node dev/mock.mjs [port]` answers /api/v1 with
// invented rows and serves web/dist under /console/. Development only; no test depends on it.
import { createServer } from 'node:http';
import { readFileSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { answerDirective, relief } from './mock_directive.mjs';
import { answerRules } from './mock_rules.mjs';
import { answerSearch } from './mock_search.mjs';
import { answerSources } from './mock_sources.mjs';

const port = Number(process.argv[2] ?? 8090);
const dist = fileURLToPath(new URL('../dist', import.meta.url));
const now = Date.now();
const ago = (minutes) => new Date(now - minutes * 60000).toISOString();
const day = (n) => new Date(now + n * 86400000).toISOString().slice(0, 10);
const pick = (list, i) => list[((i % list.length) + list.length) % list.length];

// name: [type, options]; * required, ? nullable, = computed
const entities = {};
function entity(name, path, title, fields, policy = 'RW') {
  const properties = {
    id: { type: 'integer', readOnly: true }, version: { type: 'integer', readOnly: true },
    created_at: { type: 'string', format: 'date-time', readOnly: true },
    updated_at: { type: 'string', format: 'date-time', readOnly: true }, archived: { type: 'boolean', readOnly: true },
  };
  const required = [];
  for (const [key, text] of Object.entries(fields)) {
    const [type, ...flags] = text.split(' ');
    const schema = type.includes('|') ? { type: 'string', enum: type.split('|') }
      : type.startsWith('@') ? { type: 'integer', 'x-reference': type.slice(1) }
      : type === 'bool' ? { type: 'boolean' } : type === 'int' ? { type: 'integer', minimum: 0 } : type === 'json' ? {}
      : type === 'line' ? { type: 'string', maxLength: 200 } : { type: 'string', format: type };
    if (flags.includes('?')) { schema.type = [schema.type, 'null']; if (schema.enum) schema.enum.push(null); }
    if (flags.includes('=')) schema.readOnly = true;
    if (flags.includes('*')) required.push(key);
    properties[key] = schema;
  }
  entities[path] = { name, path, title, properties, required, rows: [], policy };
}
entity('agency', 'agencies', 'name', { code: 'line *', name: 'line *', kind: 'department|district|commune|enterprise|media|force', parent_id: '@agency ?', head: 'line', address: 'line', phone: 'phone', email: 'email', website: 'uri', is_coordinator: 'bool', valid_from: 'date *', valid_to: 'date ?' });
entity('system', 'systems', 'name', { agency_id: '@agency *', name: 'line *', level: 'int *', state: 'planned|tested|in_operation|ended', domain: 'hostname', purpose: 'paragraph', operator_name: 'line', is_shared: 'bool', is_public: 'bool', users: 'int', in_operation_since: 'date ?' });
entity('address_range', 'address-ranges', 'network', { agency_id: '@agency *', system_id: '@system ?', network: 'cidr *', note: 'line' });
entity('contact_point', 'contact-points', 'name', { agency_id: '@agency *', name: 'line *', role: 'head|focal_point|deputy_focal_point|incident_team|technical|hotline', position: 'line', phone: 'phone', mobile: 'phone', email: 'email', is_published: 'bool', published_at: 'uri', confirmed_on: 'date ?' });
entity('supplier', 'suppliers', 'name', { agency_id: '@agency *', name: 'line *', tax_code: 'line', service: 'software|hardware|hosting|telecom|monitoring|assessment|maintenance|other', contact_name: 'line', phone: 'phone', email: 'email', has_remote_access: 'bool', has_security_terms: 'bool', contract_until: 'date ?', note: 'paragraph' });
entity('source', 'sources', 'name', { agency_id: '@agency *', system_id: '@system ?', name: 'line *', network: 'cidr ?', format: 'line', enabled: 'bool' });
entity('assurance_record', 'assurance-records', 'kind', { agency_id: '@agency *', system_id: '@system ?', kind: 'briefing|system_assessment|level_approval|plan_deployment|scan|hunt|response_plan|drill|provincial_drill|finding_fix|finding_hunt|team|expert|focal_point|layer_evidence|device_check|network_attestation|advisory_closed|campaign|contact_page|directive_plan|annual_report|training|certificate|inspection|budget_proposal|roster|hotline|order_reply|customer_warning|coordination|investment_proposal|other', performed_on: 'date *', result: 'done|passed|findings|failed', level: 'int ?', provider: 'line', summary: 'paragraph', evidence_file_id: '@evidence_file ?', origin: 'live|exercise =', is_demo: 'bool =' });
entity('evidence_file', 'evidence-files', 'file_name', { agency_id: '@agency *', file_name: 'line =', media_type: 'line =', size: 'int =', sha256: 'line =', uploaded_by: 'line =' });
entity('alert', 'alerts', 'rule_title', { agency_id: '@agency ? =', system_id: '@system ? =', rule_id: 'line =', rule_title: 'line =', level: 'informational|low|medium|high|critical =', status: 'open|in_progress|escalated|dismissed =', count: 'int =', first_seen: 'date-time =', last_seen: 'date-time =', host: 'line =', event_id: 'line =', event: 'json =', matched: 'json =', tags: 'json =', assignee_id: '@account ? =', incident_id: '@incident ? =', dismiss_reason: 'false_positive|benign|duplicate|test|not_relevant ? =', dismiss_note: 'paragraph =', closed_at: 'date-time ? =', origin: 'live|exercise =', is_demo: 'bool =' });
entity('incident', 'incidents', 'title', { number: 'line =', agency_id: '@agency *', system_id: '@system ?', title: 'line *', description: 'paragraph', severity: 'm1|m2|m3|m4', category: 'dos|spoofing|malware|intrusion|defacement|encryption|sabotage|espionage|combined|other', detected_at: 'date-time *', reported_by: 'alert|web|hotline|mail|agency|authority', is_serious: 'bool', beyond_capacity: 'bool', harms_security: 'bool', personal_data: 'bool', status: 'open|contained|recovered|closed =', lead_id: '@account ? =', closed_at: 'date-time ? =', outcome: 'paragraph =', origin: 'live|exercise =', is_demo: 'bool =' });
entity('incident_task', 'incident-tasks', 'title', { agency_id: '@agency =', incident_id: '@incident *', title: 'line *', detail: 'paragraph', assignee_id: '@account ?', due_at: 'date-time ?', status: 'open|done|dropped' });
entity('incident_note', 'incident-notes', 'text', { agency_id: '@agency =', incident_id: '@incident *', author: 'line =', text: 'paragraph *' });
entity('public_report', 'public-reports', 'what', { topic: 'website|account|state_agency|other', what: 'paragraph *', target: 'line', contact_name: 'line', contact: 'line', status: 'received|in_review|accepted|closed =', agency_id: '@agency ? =', incident_id: '@incident ? =', reply: 'paragraph =' });
entity('document', 'documents', 'month', { kind: 'monthly_report|ranking_notice =', month: 'line =', status: 'draft|checked|issued =', number: 'line', signer_name: 'line', signer_title: 'line', remarks: 'paragraph', figures: 'json =', issued_on: 'date ? =', is_demo: 'bool =' });
entity('account', 'accounts', 'name', { login: 'line *', name: 'line *', role: 'soc_analyst|coordinator|agency_officer|management|inspector|enterprise|partner|administrator', agency_id: '@agency ?', email: 'email', enabled: 'bool' });

const openapi = { openapi: '3.1.0', info: { title: 'mock', version: '0' }, paths: {}, components: { schemas: {} } };
const readOnly = new Set(['alerts', 'evidence-files', 'documents', 'public-reports']);
for (const e of Object.values(entities)) {
  const type = e.name.replace(/(^|_)(\w)/g, (_, _b, c) => c.toUpperCase());
  openapi.components.schemas[type] = { type: 'object', properties: e.properties, required: Object.keys(e.properties), 'x-entity': e.name, 'x-path': e.path, 'x-title': e.title };
  openapi.paths[`/api/v1/${e.path}`] = { get: {}, ...(readOnly.has(e.path) ? {} : { post: { requestBody: { content: { 'application/json': { schema: { required: e.required } } } } } }) };
  for (const what of ['archive', 'restore', 'history']) openapi.paths[`/api/v1/${e.path}/{id}/${what}`] = {};
  openapi.paths[`/api/v1/${e.path}.csv`] = { get: {} };
  openapi.paths[`/api/v1/${e.path}/{id}`] = { get: {}, ...(e.path === 'alerts' ? {} : { patch: {} }) };
}

const agencyNames = ['Văn phòng UBND tỉnh', 'Sở Nội vụ', 'Sở Tư pháp', 'Sở Tài chính', 'Sở Công Thương', 'Sở Nông nghiệp và Môi trường', 'Sở Xây dựng', 'Sở Văn hóa, Thể thao và Du lịch', 'Sở Khoa học và Công nghệ', 'Sở Giáo dục và Đào tạo', 'Sở Y tế', 'Sở Dân tộc và Tôn giáo', 'Thanh tra tỉnh', 'Phường Hạc Thành', 'Phường Hàm Rồng', 'Phường Bỉm Sơn', 'Phường Sầm Sơn', 'Xã Đông Sơn', 'Xã Nga Sơn', 'Xã Quảng Xương', 'Công ty Viễn thông tỉnh'];
function add(path, row) {
  const e = entities[path];
  const full = { id: e.rows.length + 1, version: 1, created_at: ago(90000), updated_at: ago(e.rows.length * 700 + 5), archived: false };
  for (const [key, s] of Object.entries(e.properties)) if (!(key in full)) full[key] = Array.isArray(s.type) ? null : s.type === 'boolean' ? false : s.type === 'integer' ? 0 : s.enum ? s.enum[0] : '';
  Object.assign(full, row);
  e.rows.push(full);
  return full;
}
agencyNames.forEach((name, i) => add('agencies', { code: `CQ-${100 + i}`, name, kind: i < 13 ? 'department' : i < 20 ? 'commune' : 'enterprise', head: 'Nguyễn Văn An', phone: `0237 385 ${1000 + i}`, email: `vanthu${i}@thanhhoa.gov.vn`, website: 'https://thanhhoa.gov.vn', valid_from: '2025-07-01', is_coordinator: i === 8 }));
for (let i = 0; i < 40; ++i) add('systems', { agency_id: 1 + (i % 20), name: `${pick(['Cổng thông tin điện tử', 'Hệ thống một cửa', 'Quản lý văn bản và điều hành', 'Cơ sở dữ liệu chuyên ngành'], i)} – ${agencyNames[i % 20]}`, level: 1 + (i % 4), state: 'in_operation', is_public: i % 2 === 0, users: 40 + i * 13, domain: `cq${i}.thanhhoa.gov.vn`, in_operation_since: '2023-03-01' });
for (let i = 0; i < 30; ++i) add('contact-points', { agency_id: 1 + (i % 20), name: pick(['Lê Thị Hương', 'Trần Đức Thịnh', 'Phạm Ngọc Ánh', 'Hoàng Văn Đạo'], i), role: pick(['focal_point', 'incident_team', 'head', 'hotline'], i), position: 'Chuyên viên', phone: '0237 3852 246', mobile: '0912 345 678', email: 'dau.moi@thanhhoa.gov.vn', is_published: i % 3 === 0, confirmed_on: day(-i * 9) });
for (let i = 0; i < 9; ++i) add('suppliers', { agency_id: 11, name: pick(['VNPT Thanh Hóa', 'Viettel Thanh Hóa', 'Công ty Phần mềm Đông Á'], i), service: pick(['hosting', 'telecom', 'software'], i), phone: '1800 1260', has_remote_access: i % 2 === 0, contract_until: day(30 * i) });
for (let i = 0; i < 6; ++i) add('sources', { agency_id: 1 + i, name: pick(['Tường lửa biên', 'Cổng một cửa', 'Máy chủ thư', 'AD tỉnh'], i), network: `10.20.${i}.0/24`, enabled: true });
for (let i = 0; i < 8; ++i) add('assurance-records', { agency_id: 11, system_id: 11, kind: pick(['scan', 'hunt', 'drill', 'training'], i), performed_on: day(-20 * i), result: pick(['done', 'findings', 'passed'], i), provider: 'VNPT', summary: 'Rà quét toàn bộ máy chủ, 02 lỗ hổng mức cao đã khắc phục.' });
const accounts = [['soc', 'Lê Minh Tuấn', 'soc_analyst'], ['dieuphoi', 'Nguyễn Thị Hạnh', 'coordinator'], ['canbo', 'Phạm Thị Thu', 'agency_officer'], ['lanhdao', 'Trịnh Văn Quang', 'management'], ['thanhtra', 'Đỗ Quốc Việt', 'inspector'], ['quantri', 'Quản trị hệ thống', 'administrator'], ['viettel', 'Vũ Hải Nam', 'enterprise']];
accounts.forEach(([login, name, role]) => add('accounts', { login, name, role, agency_id: role === 'agency_officer' ? 11 : role === 'enterprise' ? 21 : null, enabled: true }));
const rules = [
  ['Dò mật khẩu qua SSH nhiều lần', 'high', ['attack.credential_access', 'attack.t1110'], ['10.20.3.15', 'root', 'Failed password'], 'Nov 23 09:14:02 web-mottcua sshd[2211]: Failed password for root from 203.0.113.77 port 51522 ssh2', { SourceIp: '203.0.113.77', TargetUserName: 'root', ProcessName: 'sshd', Message: 'Failed password for root' }],
  ['Truy cập hệ thống dùng chung từ ngoài mạng TSLCD', 'critical', ['directive.1e', 'attack.t1133'], ['qlvb.thanhhoa.gov.vn', '14.162.10.8'], '14.162.10.8 - - [23/Nov/2026:09:11:40 +0700] "POST /login HTTP/1.1" 200 532 "-" "Mozilla/5.0" host=qlvb.thanhhoa.gov.vn', { 'c-ip': '14.162.10.8', 'cs-method': 'POST', 'cs-uri-stem': '/login', 'cs-host': 'qlvb.thanhhoa.gov.vn' }],
  ['Dấu hiệu web shell trong thư mục tải lên', 'critical', ['attack.persistence', 'attack.t1505.003'], ['/upload/anh.php', 'cmd=whoami'], '203.0.113.9 - - [23/Nov/2026:08:59:12 +0700] "GET /upload/anh.php?cmd=whoami HTTP/1.1" 200 40', { 'c-ip': '203.0.113.9', 'cs-uri-stem': '/upload/anh.php', 'cs-uri-query': 'cmd=whoami' }],
  ['Một tài khoản đăng nhập từ nhiều máy cùng lúc', 'medium', ['directive.1e'], ['ntha'], 'CEF:0|Lachan|AD|1|4624|Logon|3|suser=ntha src=10.20.4.8', { TargetUserName: 'ntha', SourceIp: '10.20.4.8' }],
  ['Nhật ký an ninh bị xóa', 'high', ['attack.defense_evasion', 'attack.t1070.001'], ['1102'], '{"EventID":1102,"Channel":"Security","Computer":"DC01"}', { EventID: '1102', Channel: 'Security', Computer: 'DC01' }],
  ['Gửi thư công vụ qua thư điện tử thương mại', 'low', ['directive.1e'], ['gmail.com'], 'postfix/smtp[88]: to=<abc@gmail.com>, relay=gmail-smtp-in.l.google.com', { recipient: 'abc@gmail.com' }],
];
function alertRow(i, minutes) {
  const r = pick(rules, i * 7 + (i >> 2));
  return { agency_id: 1 + ((i * 3) % 20), system_id: 1 + (i % 40), rule_id: `rule-${rules.indexOf(r)}`, rule_title: r[0], level: r[1], status: i < 60 ? pick(['open', 'open', 'open', 'in_progress'], i) : pick(['dismissed', 'escalated', 'open'], i), count: 1 + ((i * 17) % 90), first_seen: ago(minutes + 12), last_seen: ago(minutes), host: pick(['web-motcua', 'dc01', 'mail-tinh', 'qlvb-app2', 'fw-bien'], i), event_id: `01J${i}`, event: { time: ago(minutes), raw: r[4], fields: r[5] }, matched: Object.entries(r[5]).slice(0, 2).map(([field, value]) => ({ field, value })), tags: r[2], assignee_id: i % 4 === 3 ? 1 : null, is_demo: true, incident_id: null, updated_at: ago(minutes) };
}
for (let i = 0; i < 430; ++i) add('alerts', alertRow(i, i * 9 + 3));
const incidentTitles = ['Cổng thông tin điện tử bị chèn web shell', 'Mã độc mã hóa dữ liệu tại máy trạm văn thư', 'Giả mạo trang dịch vụ công của tỉnh', 'Thay đổi giao diện trang thông tin xã', 'Lộ tài khoản quản lý văn bản'];
for (let i = 0; i < 14; ++i) add('incidents', { number: `2026-${String(42 - i).padStart(4, '0')}`, agency_id: 1 + ((i * 5 + 10) % 20), system_id: 11, title: pick(incidentTitles, i), description: 'Phát hiện tệp lạ trong thư mục tải lên, có truy vấn thực thi lệnh từ địa chỉ nước ngoài.', severity: pick(['m2', 'm1', 'm3', 'm4'], i), category: pick(['intrusion', 'encryption', 'spoofing', 'defacement'], i), detected_at: ago(60 * (5 + i * 31)), reported_by: pick(['alert', 'web', 'agency'], i), status: pick(['open', 'contained', 'open', 'recovered', 'closed'], i), lead_id: 2, is_serious: i % 4 === 1, is_demo: true });
for (let i = 0; i < 5; ++i) add('incident-tasks', { incident_id: 1, title: pick(['Cô lập máy chủ web', 'Thu thập nhật ký 30 ngày', 'Gỡ tệp lạ, vá lỗ hổng tải lên', 'Đổi toàn bộ mật khẩu quản trị', 'Săn lùng trên các máy cùng phân vùng'], i), due_at: ago(-600 * (i - 1)), status: i < 2 ? 'done' : 'open', assignee_id: 1 });
add('incident-notes', { incident_id: 1, author: 'Lê Minh Tuấn', text: 'Đã gọi cán bộ đầu mối, máy chủ được ngắt khỏi mạng lúc 09 giờ 40.', created_at: ago(200) });
for (let i = 0; i < 4; ++i) add('public-reports', { topic: pick(['website', 'account', 'state_agency', 'other'], i), what: 'Có trang web giống hệt trang dịch vụ công của tỉnh, yêu cầu nhập số tài khoản ngân hàng và mã OTP.', target: 'dichvucong-thanhhoa.xyz', contact_name: 'Người dân', contact: '0987 654 321', status: pick(['received', 'received', 'in_review', 'accepted'], i), created_at: ago(i * 180 + 20) });
['2026-10', '2026-09', '2026-08'].forEach((month, i) => add('documents', { kind: 'monthly_report', month, status: pick(['draft', 'issued', 'issued'], i), number: i ? `0${9 - i}/BC-CAT` : '', signer_name: i ? 'Trịnh Văn Quang' : '', signer_title: 'PHÓ GIÁM ĐỐC', issued_on: i ? day(-20 - 30 * i) : null, remarks: '', is_demo: true, figures: { alerts: 4120, incidents: 7, agencies_below: 9 } }));

const fact = (i, kind, subject_kind, subject_id, payload = {}) => ({ id: 1000 - i, kind, subject_kind, subject_id, agency_id: 11, actor_name: pick(['Lê Minh Tuấn', 'Nguyễn Thị Hạnh', ''], i), recorded_at: ago(i * 47), occurred_at: ago(i * 47), origin: 'live', payload, hash: 'a3f1'.repeat(16) });
const facts = Array.from({ length: 60 }, (_, i) => fact(i, pick(['alert.raised', 'incident.opened', 'supplier.updated', 'session.opened', 'assurance_record.created'], i), pick(['alert', 'incident', 'supplier', 'account', 'assurance_record'], i), i + 1, { name: 'VNPT', phone: '1800 1260' }));

const dutyTexts = [['OB-05a', '1.c', 'Rà quét lỗ hổng tối thiểu 01 lần/6 tháng', 'scan', 'overdue', -12], ['OB-05b', '1.c', 'Săn lùng mối nguy hại tối thiểu 01 lần/6 tháng', 'hunt', 'due_soon', 6], ['OB-17', '1.k', 'Báo cáo kết quả thực hiện Chỉ thị hằng năm', 'annual_report', 'due_soon', 19], ['OB-07', '1.c', 'Diễn tập thực chiến tối thiểu 01 lần/năm cho hệ thống cấp độ 3 trở lên', 'drill', 'open', 38], ['OB-03', '1.b', 'Hồ sơ đề xuất cấp độ được thẩm định, phê duyệt', 'level_approval', 'met', null], ['OB-10', '1.d', 'Cử cán bộ đầu mối an toàn thông tin', 'focal_point', 'met', null], ['OB-15', '1.i', 'Công bố đầu mối Tổ ứng cứu trên trang thông tin điện tử', 'contact_page', 'met_late', null], ['OB-11', '1.đ', 'Kiểm tra thiết bị trước khi đưa vào bộ phận trọng yếu', null, 'not_measured', null]];
const discharged = new Set();
const dutiesOf = (agency) => dutyTexts.map(([obligation, clause, title, kind, status, days], i) => ({ key: `${obligation}/${agency}`, obligation, clause, title_vi: title, title_en: `Duty ${obligation}`, how_vi: 'Ghi nhận lần thực hiện gần nhất cho từng hệ thống, kèm báo cáo kết quả.', how_en: 'Record the latest run for each system, with its report.', agency_id: agency, system_id: i < 4 ? 11 : null, status: discharged.has(`${agency}/${kind}`) ? 'met' : status, due: days === null ? null : day(days), next_due: days === null ? day(160) : null, since: day(-200), soft: i === 5, weight: 5, why_vi: days !== null && days < 0 ? `Lần rà quét gần nhất là ${day(-195).split('-').reverse().join('/')}, đã quá 6 tháng.` : 'Tính từ lần thực hiện gần nhất được ghi nhận.', why_en: 'Counted from the last record.', evidence: i > 3 && i < 7 ? [{ fact_id: 990 - i, kind: 'assurance_record.created', occurred_at: ago(90000), subject_kind: 'assurance_record', subject_id: i }] : [], discharge_with: kind, forms: kind ? [kind] : [], form_registers: {}, reliefs: i === 2 ? [relief] : [], part: obligation, subject: '', period: '', source: 'điểm 1.c', measured: true, confidence: 'high' }));
const count = (rows) => rows.reduce((m, r) => ({ ...m, [r.status]: (m[r.status] ?? 0) + 1 }), {});
const ranking = (month) => ({ month, frozen: month < '2026-11', of: 20, judged_at: ago(0), sha256: '', addenda: 0, bands: [['A', 80], ['B', 65], ['C', 50], ['D', 30], ['E', 0]].map(([code, from_percent]) => ({ code, title_vi: '', title_en: '', from_percent })), band_counts: [['A', 4, 3], ['B', 6, 6], ['C', 6, 7], ['D', 4, 4], ['E', 0, 0]].map(([code, count, previous]) => ({ code, count, previous })), histogram: [0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 0], median: 64.6, months: Array.from({ length: 13 }, (_, i) => day(-30 * (12 - i)).slice(0, 7)), rows: entities.agencies.rows.slice(0, 20).map((a, i) => ({ rank: i + 1, agency_id: ((a.id * 7) % 20) + 1, earned: 95 - i * 3, possible: 100, percent: 95 - i * 3.2, band: i < 4 ? 'A' : i < 10 ? 'B' : i < 16 ? 'C' : 'D', previous_rank: i ? i : 3, previous_percent: 90 - i * 3, overdue: i % 4, as_frozen: null, trend: Array.from({ length: 13 }, (_, n) => (n < i % 3 ? null : 80 - i * 2 + n)) })) });
const card = (id, month) => { const d = dutiesOf(id); return { month, agency_id: id, frozen: month < '2026-11', peers_percent: 64.6, addenda: 0, as_frozen: null, appeal_until: null, may_appeal: false, bands: [], rank: 7, of: 13, earned: 71.5, possible: 90, percent: 79.4, band: 'B', history: Array.from({ length: 12 }, (_, i) => ({ month: `2026-${String(i + 1).padStart(2, '0')}`, percent: 55 + i * 2 + (i % 3) * 3, band: 'B' })), indicators: [['I1', 'Hồ sơ cấp độ', 20, 20], ['I2', 'Rà quét và săn lùng', 8, 20], ['I3', 'Phương án, diễn tập', 12, 15], ['I4', 'Đầu mối, Tổ ứng cứu', 15, 15], ['I5', 'Báo cáo đúng hạn', 16.5, 20]].map(([iid, t, e, p], i) => ({ id: iid, title_vi: t, title_en: t, earned: e, possible: p, peers: p * 0.6, measured: true, why_vi: 'Tính theo tỷ lệ hệ thống đạt.', why_en: 'Share of systems.', duties: d.slice(i, i + 3) })).concat([{ id: 'I6', title_vi: 'Kiểm soát thiết bị', title_en: 'Devices', earned: 0, possible: 0, peers: null, measured: false, why_vi: 'Chưa đo được tự động, không tính điểm.', why_en: 'Not measured.', duties: d.slice(7) }]), quick_wins: [{ title_vi: 'Rà quét lỗ hổng Cổng thông tin điện tử', title_en: 'Scan the portal', gain: 6, discharge_with: 'scan', system_id: 11 }, { title_vi: 'Săn lùng mối nguy hại hệ thống một cửa', title_en: 'Hunt', gain: 4, discharge_with: 'hunt', system_id: 11 }, { title_vi: 'Xác nhận lại đầu mối liên hệ', title_en: 'Confirm contact', gain: 1.5, discharge_with: 'focal_point', system_id: null }] }; };
const clocks = (i) => [{ code: 'N2', regime: '2026', title_vi: 'Thông báo ban đầu sự cố nghiêm trọng', title_en: 'Initial notice', recipient_en: 'x', t0: ago(300), informative: false, recipient_vi: 'Cơ quan chuyên trách Bộ Công an', form: 'BM-SC-02', clause: 'NĐ 331/2026 Đ31.2.d', due: ago(-60 * 19), status: 'running', met_at: null, confidence: 'HIGH' }, { code: 'N3', regime: '2026', title_vi: 'Báo cáo nguyên nhân, phạm vi, biện pháp', title_en: 'Report', recipient_en: 'x', t0: ago(300), informative: false, recipient_vi: 'Cơ quan chuyên trách Bộ Công an', form: 'BM-SC-03', clause: 'NĐ 331/2026 Đ31.2.d', due: i % 2 ? ago(300) : ago(-60 * 67), status: i % 2 ? 'missed' : 'running', met_at: null, confidence: 'HIGH' }, { code: 'N1', regime: '2026', title_vi: 'Báo ngay khi có dấu hiệu xâm phạm an ninh quốc gia', title_en: 'At once', recipient_en: 'x', t0: ago(300), informative: false, recipient_vi: 'Cơ quan chuyên trách Bộ Công an', form: 'BM-SC-02', clause: 'NĐ 331/2026 Đ31.2.d', due: null, status: 'waiting', met_at: null, confidence: 'HIGH' }, { code: 'O5', regime: '2017', title_vi: 'Xác nhận đã nhận thông báo', title_en: 'Acknowledge', recipient_en: 'x', t0: ago(300), informative: false, recipient_vi: 'Bên gửi thông báo', form: '', clause: 'QĐ 05/2017 Đ12', due: null, status: 'met', met_at: ago(250), confidence: 'HIGH', informative: true }];

let me = null;
const sessions = new Map();
const policy = { soc_analyst: 'event:R saved_search:RW event_export:RW alert:RW rule:RW source:RW incident:RW incident_task:RW incident_note:RW public_report:RW agency:R system:R address_range:R contact_point:R supplier:R assurance_record:RW evidence_file:RW duty:R ranking:R account:R health:R', coordinator: 'event:R alert:RW rule:R source:R incident:RW incident_task:RW incident_note:RW public_report:RW agency:RW system:RW address_range:RW contact_point:RW supplier:RW assurance_record:RW evidence_file:RW duty:R ranking:RW document:RW account:R audit:R health:R', agency_officer: 'event:r alert:r source:r incident:rw incident_task:rw incident_note:rw public_report:r agency:R system:rw address_range:r contact_point:rw supplier:rw assurance_record:rw evidence_file:rw duty:r ranking:r document:r audit:r', management: 'incident:R incident_task:R incident_note:R agency:R system:R contact_point:R supplier:R assurance_record:R evidence_file:R duty:R ranking:R document:RW', inspector: 'event:R alert:R rule:R source:R incident:R incident_task:R incident_note:R public_report:R agency:R system:R address_range:R contact_point:R supplier:R assurance_record:R evidence_file:R duty:R ranking:R document:R audit:R health:R', administrator: 'rule:RW source:RW agency:RW system:RW address_range:RW contact_point:R supplier:R account:RW api_token:RW audit:R health:R', enterprise: 'agency:r contact_point:rw assurance_record:rw evidence_file:rw duty:r ranking:r' };
const problem = (status, code, fields = [], detail = '') => ({ status, body: { type: 'about:blank', title: code, status, code, detail, trace_id: 't-1', fields } });
const find = (path, id) => entities[path]?.rows.find((r) => r.id === Number(id));
function list(path, q) {
  let rows = entities[path].rows.filter((r) => q.get('archived') === '1' || !r.archived);
  for (const [k, v] of q) {
    if (['q', 'sort', 'after', 'limit', 'archived', 'groups'].includes(k)) continue;
    if (k.endsWith('.null')) rows = rows.filter((r) => r[k.slice(0, -5)] === null);
    else if (k.endsWith('.from')) rows = rows.filter((r) => r[k.slice(0, -5)] >= v);
    else if (k.endsWith('.to')) rows = rows.filter((r) => r[k.slice(0, -3)] <= v);
    else rows = rows.filter((r) => v.split(',').includes(String(r[k])));
  }
  const fold = (s) => s.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[đĐ]/g, 'd').toLowerCase();
  if (q.get('q')) rows = rows.filter((r) => fold(JSON.stringify(r)).includes(fold(q.get('q'))));
  const sort = q.get('sort') ?? 'id';
  const key = sort.replace('-', '');
  rows = [...rows].sort((a, b) => (a[key] > b[key] ? 1 : a[key] < b[key] ? -1 : a.id - b.id) * (sort.startsWith('-') ? -1 : 1));
  const start = Number(q.get('after') || 0);
  const limit = Number(q.get('limit') || 50);
  return { rows: rows.slice(start, start + limit), next: start + limit < rows.length ? String(start + limit) : '', total: rows.length, all: rows };
}
const brief = (id) => { const a = find('agencies', id); return a ? { id: a.id, code: a.code, name: a.name, phone: a.phone, email: a.email } : null; };
const ruleViews = rules.map((r, i) => ({ id: `rule-${i}`, title: r[0], description: 'Phát hiện nhiều lần đăng nhập sai từ một địa chỉ trong thời gian ngắn.', author: 'Lá Chắn', level: r[1], status: 'stable', tags: r[2], references: ['https://attack.mitre.org/techniques/T1110/'], falsepositives: ['Người dùng quên mật khẩu'], logsource: 'linux / sshd', path: `rules/linux/rule_${i}.yml`, hits_30d: 30 * i, text: `title: ${r[0]}\nid: rule-${i}\nstatus: stable\nlogsource:\n  product: linux\n  service: sshd\ndetection:\n  selection:\n    Message|contains: 'Failed password'\n  condition: selection\nlevel: ${r[1]}\n` }));
const event = (i) => { const r = pick(rules, i); return { id: `01JE${i}`, time: ago(i * 3), received_at: ago(i * 3), clock_suspect: i % 17 === 0, source_id: 1, agency_id: 1 + (i % 20), system_id: null, host: pick(['web-motcua', 'dc01', 'mail-tinh'], i), peer: '10.20.3.15', transport: 'udp', format: 'syslog', raw: r[4], fields: Object.entries(r[5]).map(([name, value]) => ({ name, value })) }; };

function answer(method, path, q, body) {
  let m;
  if (path === '/session' && method === 'POST') {
    const a = accounts.find(([login]) => login === body.login);
    if (!a) return problem(401, 'unauthenticated');
    const row = entities.accounts.rows.find((r) => r.login === a[0]);
    me = { account_id: row.id, login: a[0], name: a[1], role: a[2], agency_id: row.agency_id, agency_name: row.agency_id ? agencyNames[row.agency_id - 1] : '', csrf: 'x', must_change_password: false, permissions: Object.fromEntries(policy[a[2]].split(' ').map((p) => p.split(':'))), demo: true, version: '0.1.0', province: 'Tỉnh Thanh Hóa' };
    return { body: me };
  }
  if (path === '/session') { me = null; return { status: 204 }; }
  if (!me) return problem(401, 'unauthenticated');
  if (path === '/me') return { body: me };
  if (path === '/openapi.json') return { body: openapi };
  if (path === '/lookup/agencies') return { body: entities.agencies.rows.map(({ id, code, name, kind }) => ({ id, code, name, kind })) };
  if (path === '/lookup/systems') return { body: entities.systems.rows.filter((s) => !q.get('agency_id') || s.agency_id === Number(q.get('agency_id'))).map(({ id, name, agency_id, level }) => ({ id, name, agency_id, level })) };
  if (path === '/lookup/accounts') return { body: entities.accounts.rows.map(({ id, name, role }) => ({ id, name, role })) };
  if (path === '/alerts/summary') {
    const { all, total } = list('alerts', q);
    const by = (k) => Object.entries(all.reduce((o, r) => ({ ...o, [r[k]]: (o[r[k]] ?? 0) + 1 }), {})).map(([value, n]) => ({ value, count: n }));
    const groups = {};
    for (const r of all) { const g = (groups[`${r.rule_id}/${r.agency_id}`] ??= { rule_id: r.rule_id, rule_title: r.rule_title, level: r.level, agency_id: r.agency_id, count: 0, alerts: 0, last_seen: r.last_seen }); g.count += r.count; g.alerts += 1; }
    return { body: { total, by_status: by('status'), by_level: by('level'), groups: Object.values(groups).sort((a, b) => b.alerts - a.alerts) } };
  }
  if (path === '/alerts/bulk') {
    const done = [];
    const failed = [];
    for (const id of body.ids) { if (id % 50 === 0) { failed.push({ id, detail: 'Cảnh báo đã chuyển thành sự cố' }); continue; } const a = find('alerts', id); a.status = { take: 'in_progress', dismiss: 'dismissed', reopen: 'open', escalate: 'escalated' }[body.action]; done.push(id); }
    return { body: { done, failed, incident: body.action === 'escalate' ? entities.incidents.rows[0] : null } };
  }
  if ((m = path.match(/^\/alerts\/(\d+)\/(take|dismiss|reopen|escalate)$/))) {
    const a = find('alerts', m[1]);
    a.status = { take: 'in_progress', dismiss: 'dismissed', reopen: 'open', escalate: 'escalated' }[m[2]];
    if (m[2] === 'take') a.assignee_id = me.account_id;
    if (m[2] === 'dismiss') Object.assign(a, { dismiss_reason: body.reason, dismiss_note: body.note });
    a.version++;
    return { body: m[2] === 'escalate' ? { incident: entities.incidents.rows[0] } : a };
  }
  if (method === 'GET' && (m = path.match(/^\/alerts\/(\d+)\/detail$/))) {
    const a = find('alerts', m[1]);
    if (!a) return problem(404, 'not_found');
    return { body: { alert: a, rule: ruleViews.find((r) => r.id === a.rule_id), agency: brief(a.agency_id), system: { id: 1, name: 'Cổng thông tin điện tử', level: 2 }, assignee_name: a.assignee_id ? 'Lê Minh Tuấn' : '', incident: null, similar: entities.alerts.rows.filter((r) => r.rule_id === a.rule_id && r.id !== a.id).slice(0, 5), contacts: entities['contact-points'].rows.filter((c) => c.agency_id === a.agency_id) } };
  }
  { const found = answerSearch(path, q, event, ago, problem); if (found) return found; }
  if (path === '/events') { if (q.get('query')?.includes('!!')) return problem(400, 'invalid_input', [{ name: 'query', message: 'hunt.term.missing@4' }], 'query, position 5: Thiếu điều kiện ở đây. / A condition is missing here. (user:admin)'); const s = Number(q.get('after') || 0); return { body: { rows: Array.from({ length: 50 }, (_, i) => event(s + i)), next: s < 500 ? String(s + 50) : '' } }; }
  if (path === '/events/histogram') return { body: { total: 18234, buckets: Array.from({ length: 60 }, (_, i) => ({ start: ago((60 - i) * 24), count: Math.round(200 + 150 * Math.sin(i / 5) + (i === 41 ? 900 : 0)) })) } };
  if (path === '/events/top') return { body: { rows: [{ value: 'web-motcua', count: 812 }, { value: 'dc01', count: 400 }] } };
  if ((m = path.match(/^\/incidents\/(\d+)\/detail$/))) { const inc = find('incidents', m[1]); if (!inc) return problem(404, 'not_found'); return { body: { incident: inc, agency: brief(inc.agency_id), system: { id: 11, name: 'Cổng thông tin điện tử', level: 2 }, lead_name: 'Nguyễn Thị Hạnh', clocks: clocks(inc.id), tasks: entities['incident-tasks'].rows.filter((t) => t.incident_id === inc.id), notes: entities['incident-notes'].rows.filter((t) => t.incident_id === inc.id), alerts: entities.alerts.rows.slice(0, 4), timeline: [fact(4, 'incident.opened', 'incident', inc.id), fact(3, 'incident_task.created', 'incident_task', 1, { title: 'Cô lập máy chủ web' }), fact(1, 'incident.contained', 'incident', inc.id)] } }; }
  if ((m = path.match(/^\/incidents\/(\d+)\/(tasks|notes|status|notices)$/))) { const inc = find('incidents', m[1]); if (m[2] === 'tasks') return { body: add('incident-tasks', { ...body, incident_id: inc.id }) }; if (m[2] === 'notes') return { body: add('incident-notes', { ...body, incident_id: inc.id, author: me.name, created_at: ago(0) }) }; if (m[2] === 'status') { inc.status = body.status; inc.outcome = body.outcome ?? ''; } return { body: inc }; }
  if (path.startsWith('/public-reports/') && method === 'POST') { const r = find('public-reports', path.split('/')[2]); Object.assign(r, path.endsWith('reply') ? body : { status: 'accepted', incident_id: 1 }); return { body: path.endsWith('reply') ? r : entities.incidents.rows[0] }; }
  if (path === '/duties') { const id = Number(q.get('agency_id')) || me.agency_id; let rows = id ? dutiesOf(id) : entities.agencies.rows.slice(0, 20).flatMap((a) => dutiesOf(a.id)); if (q.get('obligation')) rows = rows.filter((r) => r.obligation === q.get('obligation')); const counts = count(rows); if (q.get('status')) rows = rows.filter((r) => q.get('status').split(',').includes(r.status)); return { body: { as_of: ago(0), total: rows.length, rows, counts } }; }
  const ofDirective = answerDirective(method, path, q, body, entities.agencies.rows, dutiesOf);
  if (ofDirective) return ofDirective;
  if (path === '/ranking') return { body: ranking(q.get('month') ?? '2026-10') };
  if ((m = path.match(/^\/ranking\/(\d+)$/))) return { body: card(Number(m[1]), q.get('month') ?? '2026-10') };
  if (path === '/overview') return { body: { as_of: ago(0), figures: [['open_incidents', 6, 4, '/incidents?status=open,contained'], ['overdue_duties', 41, 52, '/duties?status=overdue'], ['systems_without_level', 7, 9, '/registers/systems'], ['systems_unscanned', 23, 20, '/duties?obligation=OB-05a'], ['agencies_below', 5, 5, '/ranking'], ['open_alerts', 213, 180, '/alerts'], ['events_today', 1843211, 1790400, '/hunt']].map(([key, value, previous, link]) => ({ key, value, previous, link })), alerts_by_day: Array.from({ length: 30 }, (_, i) => ({ day: day(i - 29), critical: i % 5, high: 3 + (i % 7), medium: 8 + ((i * 3) % 9), low: 12 + ((i * 7) % 11) })), top_risks: entities.agencies.rows.slice(4, 10).map((a, i) => ({ agency_id: a.id, overdue: 9 - i, open_alerts: 30 - i * 4 })), documents: entities.documents.rows, sources: { total: 46, silent: 3 } } };
  const ofSources = answerSources(path, entities.sources.rows);
  if (ofSources) return ofSources;
  if (path.match(/^\/sources\/\d+\/token$/)) return { body: { token: 'lcs_7Yq0c2Jv8mPzXw4aRb9d' } };
  const ofRules = answerRules(method, path, q, body);
  if (ofRules !== undefined) return { body: ofRules };
  if (path === '/facts') return { body: { rows: facts, next: '' } };
  if (path === '/audit/verify') return { body: { facts: 18231, head_hash: 'a3f1'.repeat(16), intact: true, first_bad: null, what: '' } };
  if (path === '/health') return { body: { version: '0.1.0', components: [['state store', true, 'sqlite, 18 MB'], ['event store', true, 'ClickHouse, 1.2 GB'], ['spool', true, '0 waiting'], ['disk', false, '4 % free on /var/lib/lachan']].map(([name, ok, detail]) => ({ name, ok, detail, required: name !== 'disk' })), ready: true } };
  if (path === '/documents/draft') return { body: add('documents', { kind: body.kind, month: body.month, status: 'draft', figures: { alerts: 1 }, is_demo: true }) };
  if ((m = path.match(/^\/documents\/(\d+)\/(check|issue)$/))) { const d = find('documents', m[1]); d.status = m[2] === 'check' ? 'checked' : 'issued'; d.version++; return { body: d }; }
  if (path === '/evidence-kinds') return { body: { kinds: entities['assurance-records'].properties.kind.enum.map((kind) => ({ kind, fact: kind, needs_system: false, needs_level: ['level_approval', 'layer_evidence'].includes(kind), subject: ['expert', 'certificate'].includes(kind) ? 'expert' : '', register_path: '', register_preset: '' })) } };
  if (path === '/evidence-files' && method === 'POST') return { body: add('evidence-files', { agency_id: Number(q.get('agency_id')), file_name: q.get('file_name'), size: 1000, media_type: 'application/pdf' }) };
  if ((m = path.match(/^\/([a-z-]+)$/)) && entities[m[1]]) {
    const e = entities[m[1]];
    if (method === 'GET') { const { all, ...page } = list(m[1], q); return { body: page }; }
    const missing = e.required.filter((k) => body[k] === undefined || body[k] === '' || body[k] === null).map((name) => ({ name, message: 'required' }));
    if (missing.length) return problem(422, 'invalid_input', missing);
    if (m[1] === 'assurance-records') discharged.add(`${body.agency_id}/${body.kind}`);
    return { status: 201, body: add(m[1], { ...body, created_at: ago(0), updated_at: ago(0), ...(m[1] === 'incidents' ? { number: '2026-0043', status: 'open' } : {}) }) };
  }
  if ((m = path.match(/^\/([a-z-]+)\/(\d+)(?:\/(archive|restore|history))?$/)) && entities[m[1]]) {
    const row = find(m[1], m[2]);
    if (!row) return problem(404, 'not_found');
    if (m[3] === 'history') return { body: { rows: [fact(2, `${entities[m[1]].name}.updated`, entities[m[1]].name, row.id, { before: { phone: '123' }, after: { phone: row.phone ?? '456' } }), fact(9, `${entities[m[1]].name}.created`, entities[m[1]].name, row.id, {})] } };
    if (m[3]) row.archived = m[3] === 'archive';
    else if (method === 'PATCH') { if (body.phone === 'x') return problem(422, 'invalid_input', [{ name: 'phone', message: 'not_a_phone' }]); Object.assign(row, body, { version: row.version + 1, updated_at: ago(0) }); }
    return { body: row };
  }
  return problem(404, 'not_found');
}

const streams = new Set();
if (process.env.MOCK_LIVE !== '0') {
  setInterval(() => {
    const a = add('alerts', { ...alertRow(entities.alerts.rows.length, 0), status: 'open', assignee_id: null });
    for (const s of streams) s.write(`id: ${5000 + a.id}\nevent: alert.raised\ndata: ${JSON.stringify({ fact_id: 5000 + a.id, kind: 'alert.raised', subject_kind: 'alert', subject_id: a.id, agency_id: a.agency_id, at: ago(0) })}\n\n`);
  }, 4000);
}

const types = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.html': 'text/html; charset=utf-8' };
createServer((request, response) => {
  const url = new URL(request.url, 'http://x');
  const chunks = [];
  request.on('data', (c) => chunks.push(c));
  request.on('end', () => {
    if (url.pathname.startsWith('/api/v1')) {
      const path = url.pathname.slice(7);
      if (path === '/stream') {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.write(': ok\n\n');
        streams.add(response);
        response.on('close', () => streams.delete(response));
        return;
      }
      let body = {};
      try { body = JSON.parse(Buffer.concat(chunks).toString() || '{}'); } catch { body = {}; }
      const cookie = /mock=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
      me = sessions.get(cookie) ?? null;
      const { status = 200, body: out, lines } = answer(request.method, path, url.searchParams, body);
      if (me) sessions.set(me.login, me);
      response.writeHead(status, { 'Content-Type': 'application/json', ...(path === '/session' ? { 'Set-Cookie': `mock=${me?.login ?? ''}; Path=/` } : {}) });
      response.end(lines ?? (out === undefined ? '' : JSON.stringify(out)));
      return;
    }
    const name = url.pathname.replace('/console/', '/');
    const file = existsSync(dist + name) && name.includes('.') ? dist + name : `${dist}/index.html`;
    const csp = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";
    response.writeHead(200, { 'Content-Type': types[file.slice(file.lastIndexOf('.'))] ?? 'application/octet-stream', 'Content-Security-Policy': csp });
    response.end(readFileSync(file));
  });
}).listen(port, '127.0.0.1', () => console.log(`mock on http://127.0.0.1:${port}/console/`));
