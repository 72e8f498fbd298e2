// SPDX-License-Identifier: Apache-2.0
// The directive, its progress, reasons, offices and reliefs, invented for dev/mock.mjs.

const counts = (i) => ({ met: 12 + i * 7, met_late: 2 + i, due_soon: 3, open: 1 + i, overdue: 4 - (i % 3), exempt: i % 2, not_measured: i === 4 ? 6 : 0, not_applicable: 20 });
const titles = ['Nguyên tắc ứng cứu; kiểm tra trước khi dùng; trách nhiệm người đứng đầu', 'Mô hình 4 lớp; hồ sơ cấp độ; phương án bảo vệ theo cấp độ', 'Chủ động: săn lùng, rà quét, phương án ứng cứu, diễn tập', 'Tổ ứng cứu, chuyên gia, cán bộ đầu mối', 'Kế hoạch và báo cáo năm thực hiện Chỉ thị', 'Kiểm tra, đánh giá; xếp loại hằng tháng'];
const part = (id, title, i) => ({ id, title_vi: title, title_en: `Duty ${id}`, how_vi: '', how_en: '', rule_vi: 'trước 31/12/2022; về sau 30 ngày kể từ khi hệ thống vận hành; có hiệu lực 6 tháng', rule_en: 'before 31/12/2022; holds for 6 months', binds_vi: 'Sở, ban, ngành cấp tỉnh; UBND xã, phường từ 01/07/2025', binds_en: 'Departments; communes from 01/07/2025', source: 'điểm 1.c', confidence: i % 2 ? 'proposal' : 'high', reason_vi: 'Chỉ đoàn kiểm tra tại chỗ kết luận được.', reason_en: 'Only an inspection can tell.', weight: 1, soft: i === 5, measured: i !== 4, forms: [], counts: counts(i) });
const clauses = ['1.a', '1.b', '1.c', '1.d', '1.k', '2.e'].map((id, i) => ({
  id, title_vi: titles[i], title_en: 'Clause', none_vi: '', none_en: '', counts: counts(i), also: [],
  obligations: [{ id: `OB-0${i + 1}`, title_vi: titles[i], title_en: 'Obligation', weight: 1, soft: false, measured: true, counts: counts(i), parts: [part(`OB-0${i + 1}.a`, 'Rà quét lỗ hổng', i), part(`OB-0${i + 1}.b`, 'Săn lùng mối nguy hại', i + 1)] }],
}));
const sentence = (text, clause) => ({ text, sha256: (text.length * 7919).toString(16).padStart(64, 'a'), clause });
const text = { id: 1, number: 'MẪU/CT-UBND', signed_on: '2022-11-01', sha256: 'a3f1'.repeat(16), attached_by: 'Điều phối (mẫu)', attached_at: new Date().toISOString(), evidence_file_id: null, is_demo: true, sentences: [sentence('1. Nhóm nhiệm vụ.', ''), ...titles.map((title, i) => sentence(`${'abcdđe'[i]}) ${title}.`, clauses[i].id))] };
const steps = ['Ràng buộc cơ quan này liên tục từ 01/11/2022.', 'Hệ thống vận hành từ 01/01/2024 00:00, cấp độ 2.', 'Thời hạn tính từ 01/01/2024 00:00: hết 01/07/2024.', 'Tạm dừng từ 01/03/2026 đến hết 31/03/2026.', 'Rà quét lỗ hổng lúc 10/01/2026 09:00: có hiệu lực đến hết 10/08/2026.', 'Đủ 1 minh chứng từ 10/01/2026 09:00.'];
export const relief = { id: 1, effect: 'pause', from_day: '2026-03-01', last_day: '2026-03-31', basis: 'Công văn 118/CAT-ANM', decided_by: 'Giám đốc Công an tỉnh', decision_number: '118' };
const reliefs = ['proposed', 'in_force', 'ended'].map((state, i) => ({ ...relief, id: i + 1, version: 1, created_at: new Date().toISOString(), agency_id: 11 + i, part: 'OB-05.scan', system_id: null, effect: i === 1 ? 'exemption' : 'pause', reason: 'Hệ thống đang di chuyển sang trung tâm dữ liệu mới', decided_on: '2026-02-20', evidence_file_id: null, state, proposed_by: 'Điều phối (mẫu)', proposer: 2, confirmed_by: i ? 'Lãnh đạo (mẫu)' : '', confirmed_at: i ? new Date().toISOString() : null, ended_from: i === 2 ? '2026-03-20' : null, ended_reason: i === 2 ? 'Đã xong sớm' : '', is_demo: true }));
const holder = (role, name, from_day, last_day = null) => ({ id: 1, role, name, basis: 'Bàn giao nhiệm vụ ngày 01/3/2025', address: '', email: '', phone: '', agency_id: null, from_day, last_day });

/** The answer, or nothing where the path is another's. */
export function answerDirective(method, path, q, body, agencies, dutiesOf) {
  const as_of = q.get('as_of') ? `${q.get('as_of')}T16:59:59Z` : new Date().toISOString();
  if (path === '/directive') return { body: { id: 'vn', version: '1', title_vi: 'Chỉ thị về bảo đảm an toàn thông tin mạng (2022)', title_en: 'Directive', as_of, clauses } };
  if (path === '/directive/progress') return { body: { as_of, rows: agencies.slice(0, 24).map((a, i) => ({ agency_id: a.id, counts: counts(i % 6) })) } };
  if (path === '/directive/text' || path === '/directive/text/matches') return { body: text };
  if (path === '/directive/compare') return { body: body.files.length > 1 ? { id: 'vn', version: '2', findings: [], differences_vi: [{ kind: 'changed', what: 'part', id: 'OB-05.hunt', field: 'due', before: 'có hiệu lực 6 tháng', after: 'có hiệu lực 3 tháng', title_vi: 'Săn lùng', title_en: 'Hunt', clause: '1.c', kinds: ['department', 'commune'], roles: [] }], differences_en: [] } : { id: '', version: '', findings: [{ severity: 'error', code: 'directive.fact.unknown', message: "part OB-05.hunt: unknown fact 'assurance.hunts'", hint: "did you mean 'assurance.hunt'? list it in facts.yaml, or correct the name", file: 'obligations.yaml', line: 120, column: 9 }], differences_vi: [], differences_en: [] } };
  if (path === '/duties/explain') return { body: { as_of, duties: [{ duty: dutiesOf(Number(q.get('agency_id')))[0], rule_vi: part('x', 'x', 0).rule_vi, rule_en: part('x', 'x', 0).rule_en, binds_vi: part('x', 'x', 0).binds_vi, binds_en: part('x', 'x', 0).binds_en, steps: steps.map((text_vi, i) => ({ code: 'evidence', text_vi, text_en: text_vi, fact_id: i > 2 ? 990 - i : 0 })) }] } };
  if (path === '/role-holders') return { body: { on: q.get('on') ?? new Date().toISOString().slice(0, 10), rows: [holder('coordinator', 'Công an tỉnh', '2025-03-01'), holder('appraiser', 'Công an tỉnh', '2025-03-01'), holder('cyber_authority', 'Cơ quan chuyên trách bảo vệ an ninh mạng, Bộ Công an', '2026-07-01')] } };
  if (path === '/duty-reliefs' && method === 'GET') return { body: { rows: reliefs, next: '', total: 3 } };
  return null;
}
