// SPDX-License-Identifier: Apache-2.0
// Answers of the mock for the page where events are searched.
const line = (kind, value) => `${JSON.stringify({ [kind]: value })}\n`;

function table(query, ago) {
  const isChart = query.includes('timechart');
  const columns = [{ name: isChart ? 'time' : 'user', kind: isChart ? 'instant' : 'text' }, ...(isChart ? [{ name: 'host', kind: 'text' }] : []), { name: 'count', kind: 'number' }];
  const rows = isChart
    ? Array.from({ length: 48 }, (_, i) => [ago((48 - (i >> 1)) * 30), i % 2 ? 'dc01' : 'web-motcua', String(40 + ((i * 37) % 90))])
    : ['admin', 'root', 'nguyenvana', 'backup', 'tranthib'].map((user, i) => [user, String(4120 >> i)]);
  return line('start', { shape: isChart ? 'timechart' : 'table', fields: [], columns, span_seconds: 1800, from: ago(1440), to: ago(0) })
    + rows.map((row) => line('row', row)).join('') + line('end', { next: '', count: rows.length, rows_read: 1_843_211, is_cut: false });
}

/** The body of an answer, or `lines` of JSON; nothing for other paths. */
export function answerSearch(path, q, event, ago, wrong) {
  const query = q.get('query') ?? '';
  if (path === '/events/search') {
    if (query.includes('cuont')) return wrong(400, 'invalid_input', [{ name: 'query', message: `hunt.command.unknown@${query.indexOf('cuont')}+5=count` }], 'query, position 5: Không có lệnh “cuont”. / There is no command “cuont”. (count)');
    if (query.includes('|')) return { lines: table(query, ago) };
    const from = Number(q.get('after') || 0);
    const events = Array.from({ length: 60 }, (_, i) => line('event', event(from + i)));
    return { lines: line('start', { shape: 'events', fields: [], columns: [], span_seconds: 0, from: ago(1440), to: ago(0) }) + events.join('') + line('progress', { searched_to: ago(720), rows_read: 81_200 }) + line('end', { next: from < 300 ? String(from + 60) : '', count: 60, rows_read: 81_200, is_cut: false }) };
  }
  if (path === '/events/complete') return { body: { kind: 'field', begin: Math.max(query.lastIndexOf(' ') + 1, 0), end: Number(q.get('cursor')), rows: ['host', 'User', 'src_ip', 'EventID'].map((name, i) => ({ text: `${name}:`, label: name, count: 500 - i * 90 })) } };
  if (path === '/events/check') return { body: { shape: 'events', columns: [], unknown: [] } };
  if (path === '/saved-searches') return { body: { rows: [{ id: 1, version: 1, name: 'Đăng nhập sai nhiều lần', note: '', query: 'EventID:4625 | top 20 IpAddress', period: '24h', columns: '', owner_name: 'Lê Minh Tuấn', since: null, until: null, is_shared: true, is_pinned: true, is_mine: true }] } };
  if (path === '/event-exports') return { body: { total: 1, next: '', rows: [{ id: 1, version: 2, created_at: ago(3), exported_by: 'Lê Minh Tuấn', query: 'host:dc01', format: 'csv', state: 'finished', row_count: 812, byte_count: 120_331, sha256: 'a3f1'.repeat(16) }] } };
  return null;
}
