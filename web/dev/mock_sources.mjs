// SPDX-License-Identifier: Apache-2.0
// Invented sources of logs for dev/mock.mjs: one of each state.
const now = Date.now();
const ago = (minutes) => new Date(now - minutes * 60000).toISOString();

function sourceCounters(i) {
  const rejected = i * 7;
  return { received: 119980 * (i + 1) + rejected + i * 3, recovered: 0, stored: 119980 * (i + 1), rejected, duplicates: i * 3, malformed: i, clock_suspect: i === 1 ? 9 : 0, in_flight: 0, difference: 0, last_received_at: ago(i), rejected_by: i ? { empty: i, too_long: i * 6 } : {} };
}
const sourceStates = ['speaking', 'speaking', 'waiting', 'silent', 'speaking', 'slow'];
function sourceStatus(s, i) {
  const empty = { samples: 0, median_ms: 0, p95_ms: 0 };
  const traffic = i === 2 ? { last_minute: 0, understood: 0, as_text: 0, malformed: 0, formats: {}, transports: {}, delay: empty, storing: empty, skew: empty, is_clock_off: false } : {
    last_minute: i === 3 ? 0 : 720 * (i + 1), understood: 118000, as_text: i === 4 ? 210 : 0, malformed: i === 4 ? 31 : 0, formats: { syslog: 90000, json: 28000 }, transports: { 'syslog-tcp': 118000 },
    delay: { samples: 256, median_ms: 420, p95_ms: 1900 }, storing: { samples: 256, median_ms: 260, p95_ms: 480 }, skew: { samples: 256, median_ms: i === 1 ? -2820000 : -420, p95_ms: 0 }, is_clock_off: i === 1,
  };
  return { source: { expected_per_hour: 0, silent_after_minutes: 0, client_certificate: '', sender: 'rsyslog', ...s }, state: sourceStates[i % 6], since: ago(900), first_seen_at: i === 2 ? null : ago(90000), last_seen_at: i === 2 ? null : ago(i === 3 ? 900 : i), silent_after_minutes: 60, hours: Array.from({ length: 24 }, (_, h) => (i === 2 ? 0 : h > 7 && h < 18 ? 900 + ((h * 37) % 300) : 40)), usual_per_hour: i === 2 ? null : 950, counters: sourceCounters(i), traffic, silent: i === 3, has_token: i % 2 === 0 };
}
function sourceSample(i) {
  return { received_at: ago(i), own_time: i === 1 ? null : ago(i), clock_suspect: false, peer: '10.20.1.4', host: 'fw-1', transport: 'syslog-tcp', format: i > 1 ? 'text' : 'syslog', outcome: ['understood', 'understood', 'malformed', 'text'][i], text: '<134>Nov 29 10:01:44 fw-1 kernel: DROP IN=eth0 SRC=203.0.113.9 DST=10.20.1.9 PROTO=TCP SPT=5122 DPT=22', fields: 9 };
}

export function answerSources(path, rows) {
  if (path === '/sources/status') return { body: { rows: rows.map(sourceStatus), strangers: 2, unknown: sourceCounters(3), listeners: [{ name: 'syslog', address: '0.0.0.0:514', counts: { udp_datagrams: 184000, udp_kernel_drops: 12, tcp_messages: 99120, tcp_open: 14 } }] } };
  if (path.match(/^\/sources\/\d+\/status$/)) {
    const i = rows.findIndex((s) => s.id === Number(path.split('/')[2]));
    const days = Array.from({ length: 168 }, (_, h) => (h % 24 > 6 && h % 24 < 18 ? 900 + ((h * 37) % 300) : 20));
    return { body: { status: sourceStatus(rows[i], i), minutes: Array.from({ length: 60 }, (_, m) => 12 + ((m * 7) % 9)), days, usual: days, recent: i === 2 ? [] : [sourceSample(0), sourceSample(1)], odd: i === 4 ? [sourceSample(2), sourceSample(3)] : [] } };
  }
  if (path === '/sources/strangers') return { body: { forgotten: 7, is_admitted: true, rows: ['10.20.9.4', '10.20.250.1'].map((peer, i) => ({ peer, records: 1200 * (i + 1), first_at: ago(900), last_at: ago(i), sample: sourceSample(i) })) } };
  if (path === '/sources/guides') return { body: { host: 'log.example', url: 'https://log.example', syslog_port: 514, tls_port: 0, relp_port: 2514, has_ca: true, rows: [['rsyslog', 'rsyslog', 'unix', 'tcp'], ['winlogbeat', 'Winlogbeat', 'windows', 'http'], ['fortigate', 'FortiGate', 'device', 'udp']].map(([key, name, group, way]) => ({ key, name, group, recipes: [way, 'tls'].map((w) => ({ way: w, is_open: w !== 'tls', language: 'conf', place: `/etc/${key}.conf`, note_vi: 'Khởi động lại sau khi lưu.', note_en: 'Restart it afterwards.', text: `*.* action(type="omfwd" target="log.example" port="514" protocol="${w}")\n# TOKEN\n` })) })) } };
  if (path === '/sources/try') return { body: { rows: [{ text: '<34>1 2026-10-11T22:14:15Z may-1 su - ID47 - failed for root', outcome: 'understood', format: 'syslog', mapping: 'linux-auth', host: 'may-1', own_time: '2026-10-11T22:14:15Z', clock_suspect: true, logsources: [{ product: 'linux', category: '', service: 'auth' }], fields: [{ name: 'program', value: 'su' }, { name: 'message', value: 'failed for root' }] }] } };
  return null;
}
