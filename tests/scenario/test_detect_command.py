# SPDX-License-Identifier: Apache-2.0
"""`lachan detect` and `lachan rules check` over files that the tests write, and, where ../shared is
present, over real logs with all of SigmaHQ's rules."""

import collections
import gzip
import json
import os
import shutil
import signal
import subprocess
import time
import unittest

from harness import PROGRAM, SLACK, SOURCE, report, temp_folder

SHARED = os.path.join(SOURCE, '..', 'shared', 'detect')

RULES = r"""
title: Whoami
id: 00000000-0000-4000-8000-000000000001
author: Người viết
tags: [attack.discovery, attack.t1033]
logsource: {product: windows, category: process_creation}
detection:
  s: {Image|endswith: '\whoami.exe'}
  condition: s
level: high
---
title: Failed logon
id: 00000000-0000-4000-8000-000000000002
name: failed
logsource: {product: windows, service: security}
detection:
  s: {EventID: 4625}
  condition: s
level: low
---
title: Many failed logons
id: 00000000-0000-4000-8000-000000000003
correlation:
  type: event_count
  rules: [failed]
  group-by: [TargetUserName]
  timespan: 5m
  condition: {gte: 3}
  generate: true
level: critical
---
title: Failed password for root
id: 00000000-0000-4000-8000-000000000004
logsource: {product: linux, service: sshd}
detection:
  keywords: ['Failed password for root']
  condition: keywords
level: medium
---
title: Any event with a user
id: 00000000-0000-4000-8000-000000000005
logsource: {product: windows}
detection:
  s: {Security_UserID: 'S-1-5-32-544'}
  condition: s
level: informational
"""


def whoami(second, host='PC1'):
    return json.dumps({'Channel': 'Microsoft-Windows-Sysmon/Operational', 'EventID': 1,
                       'Computer': host, 'Image': 'C:\\Windows\\whoami.exe',
                       'UtcTime': f'2026-11-23 04:05:{second:02}.000'})


def failed(minute, user='an'):
    return json.dumps({'Channel': 'Security', 'EventID': 4625, 'Computer': 'DC',
                       'TargetUserName': user, '@timestamp': f'2026-11-23T05:{minute:02}:00Z'})


def xml_event(second):
    return ('<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>'
            '<Provider Name="Microsoft-Windows-Sysmon"/><EventID>1</EventID>'
            f'<TimeCreated SystemTime="2026-11-23T04:05:{second:02}.000Z"/>'
            '<Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>PC2</Computer>'
            '</System><EventData><Data Name="Image">C:\\x\\whoami.exe</Data></EventData></Event>')


def event_log():
    """A log of five events (of src/formats/testing_evtx.h), four of them with a time."""
    with open(os.path.join(SOURCE, 'fuzz', 'corpus', 'evtx', 'sample'), 'rb') as file:
        chunk = file.read()
    return b'ElfFile\0'.ljust(4096, b'\0') + chunk.ljust(65536, b'\0')


class Done:
    """What a command did."""

    def __init__(self, process, out, err):
        self.status = process.returncode
        self.out, self.err = out.decode(), err.decode()

    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]

    def found(self):
        """[(title, record)]"""
        return [(line['rule_title'], line.get('record')) for line in self.lines()]


class DetectCase(unittest.TestCase):

    def setUp(self):
        self.folder = temp_folder(self)
        self.rules = self.write('rules/rules.yml', RULES)
        self.environment = {**os.environ, 'XDG_CACHE_HOME': os.path.join(self.folder, 'cache'),
                            'TMPDIR': self.folder}

    def write(self, name, content):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def lachan(self, *arguments, stdin=b'', timeout=60):
        process = subprocess.Popen([PROGRAM, *arguments], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=self.environment, cwd=self.folder)
        out, err = process.communicate(stdin, timeout * max(1, SLACK))
        return Done(process, out, err)

    def detect(self, *arguments, **more):
        return self.lachan('detect', '--rules', self.rules, *arguments, **more)


class FormatsTest(DetectCase):

    def expect_whoami(self, path, records, **more):
        done = self.detect(path, **more)
        self.assertEqual(done.found(), [('Whoami', record) for record in records], done.err)
        self.assertEqual(done.status, 1)
        return done

    def test_json_lines(self):
        done = self.expect_whoami(self.write('a.jsonl', f'{whoami(1)}\n\n\n{whoami(2)}'),
                                  [1, 4])
        line = done.lines()[0]
        self.assertEqual(line['rule_id'], '00000000-0000-4000-8000-000000000001')
        self.assertEqual(line['level'], 'high')
        self.assertEqual(line['author'], 'Người viết')
        self.assertEqual(line['file'], os.path.join(self.folder, 'a.jsonl'))
        self.assertEqual(line['time'], '2026-11-23T04:05:01Z')
        self.assertEqual(line['host'], 'PC1')
        self.assertEqual(line['tags'], ['attack.discovery', 'attack.t1033'])
        self.assertEqual(line['matched'], [{'field': 'Image', 'value': 'C:\\Windows\\whoami.exe',
                                            'pattern': "endswith '\\whoami.exe'"}])

    def test_json_documents(self):
        self.expect_whoami(self.write('a.json', f'[{whoami(1)},\n{{"a":1}},{whoami(2)}]'), [1, 3])
        pretty = json.dumps(json.loads(whoami(1)), indent=2)
        self.expect_whoami(self.write('b', f'{pretty}\n{pretty}\n'), [1, 2])
        self.expect_whoami(self.write('c', f'{{"Records": [{whoami(1)}], "next": null}}'), [1])
        self.expect_whoami(self.write('d', whoami(1)), [1])

    def test_packed(self):
        text = f'{whoami(1)}\n{whoami(2)}\n'.encode()
        self.expect_whoami(self.write('a.gz', gzip.compress(text) + gzip.compress(text)), [1, 2, 3, 4])
        self.expect_whoami(self.write('no-ending', gzip.compress(text)), [1, 2])
        if shutil.which('zstd'):
            packed = subprocess.run(['zstd', '-q', '-c'], input=text, stdout=subprocess.PIPE,
                                    check=True).stdout
            self.expect_whoami(self.write('a.zst', packed), [1, 2])

    def test_standard_input(self):
        text = f'{whoami(1)}\n{whoami(2)}\n'.encode()
        done = self.expect_whoami('-', [1, 2], stdin=text)
        self.assertEqual(done.lines()[0]['file'], '-')
        self.expect_whoami('-', [1, 2], stdin=gzip.compress(text))

    def test_xml(self):
        self.expect_whoami(self.write('a.xml', f'{xml_event(1)}\n{xml_event(2)}\n'), [1, 2])
        document = f'<?xml version="1.0"?>\n<Events>{xml_event(1)}{xml_event(2)}</Events>'
        self.expect_whoami(self.write('b.xml', document), [1, 2])
        self.expect_whoami(self.write('c.xml', document.encode('utf-16')), [1, 2])

    def test_event_log(self):
        done = self.detect(self.write('a.evtx', event_log()), '--logsource', 'product=windows')
        self.assertEqual(done.found(), [('Any event with a user', record) for record in (1, 2, 3, 4)],
                         done.err)
        self.assertEqual(done.lines()[0]['time'], '2020-11-16T11:33:20.123456Z')
        self.assertIn('5 in 1 file', done.err)
        self.assertNotIn('Not read', done.err)

    def test_text(self):
        path = self.write('auth.log', 'Nov 23 10:00:00 web01 sshd[7]: Accepted password for an\n'
                          'Nov 23 10:00:01 web01 sshd[7]: Failed password for root from 192.0.2.7 port 1\n'
                          'something else\n')
        os.utime(path, (1772323200, 1772323200))  # 2026-03-01: the lines are of the year before.
        done = self.detect(path)
        self.assertEqual(done.found(), [('Failed password for root', 2)], done.err)
        line = done.lines()[0]
        self.assertEqual((line['host'], line['time']), ('web01', '2025-11-23T03:00:01Z'))
        self.assertIn('1 without a time', done.err)

    def test_folders(self):
        self.write('logs/b/2.jsonl', whoami(2))
        self.write('logs/a.jsonl.gz', gzip.compress(whoami(1).encode()))
        self.write('logs/picture.png', b'\x89PNG\r\n\x1a\n\0\0\0\0')
        os.symlink('/', os.path.join(self.folder, 'logs', 'root'))
        done = self.detect('logs')
        self.assertEqual([(line['file'], line['record']) for line in done.lines()],
                         [('logs/a.jsonl.gz', 1), ('logs/b/2.jsonl', 1)])
        self.assertIn('1 file: no logs', done.err)
        self.assertIn('1 symbolic link: not followed', done.err)


class OptionsTest(DetectCase):

    def setUp(self):
        super().setUp()
        self.log = self.write('a.jsonl', '\n'.join([failed(1), failed(2), failed(3), whoami(1)]) + '\n')

    def test_exit_status(self):
        self.assertEqual(self.detect(self.log).status, 1)
        self.assertEqual(self.detect(self.write('b.jsonl', '{"a":1}')).status, 0)
        self.assertEqual(self.detect('/no/such').status, 2)
        self.assertEqual(self.detect().status, 2)
        self.assertEqual(self.detect('--out', 'xml', self.log).status, 2)
        self.assertEqual(self.detect('--level', 'hihg', self.log).status, 2)
        self.assertEqual(self.detect('--since', 'yesterday', self.log).status, 2)
        self.assertEqual(self.detect('--logsource', 'windows', self.log).status, 2)
        self.assertEqual(self.lachan('detect', '--rules', '/no/such', self.log).status, 2)
        self.assertEqual(self.lachan('detect', '--help').status, 0)

    def test_level(self):
        done = self.detect('--level', 'high', self.log)
        self.assertEqual(done.found(), [('Whoami', 4), ('Many failed logons', None)], done.err)
        done = self.detect('--level', 'critical', self.write('b.jsonl', whoami(1)))
        self.assertEqual((done.out, done.status), ('', 0))

    def test_since_and_until(self):
        done = self.detect('--since', '2026-11-23T05:02:00Z', '--until', '2026-11-23T12:03:00+07:00',
                           self.log)
        self.assertEqual(done.found(), [('Failed logon', 2)], done.err)
        self.assertIn('3 left out', done.err)
        # Dates are days in Viet Nam: 2026-11-23 ends at 17:00 UTC.
        self.assertEqual(len(self.detect('--until', '2026-11-23', self.log).lines()), 5)
        self.assertEqual(len(self.detect('--since', '2026-11-24', self.log).lines()), 0)
        self.assertEqual(len(self.detect('--since', '2026-11-23 12:02:00', self.log).lines()), 2)

    def test_outputs(self):
        table = self.detect('--out', 'table', self.log)
        rows = table.out.splitlines()
        self.assertEqual(len(rows), 6)
        self.assertEqual(rows[0].split()[:4], ['TIME', '(UTC)', 'LEVEL', 'HOST'])
        self.assertEqual(rows[1].index('Failed logon'), rows[0].index('RULE'))
        self.assertIn('a.jsonl:1 ', rows[1])
        summary = self.detect('--out', 'summary', self.log)
        self.assertIn('Matches     5 of 3 rules, in 4 events', summary.out)
        self.assertIn('Discovery', summary.out)
        self.assertIn('T1033 (1)', summary.out)
        self.assertIn('Time        2026-11-23T04:05:01Z … 2026-11-23T05:03:00Z', summary.out)
        self.assertIn('1  critical', summary.out)
        quiet = self.detect('--quiet', self.log)
        self.assertEqual(quiet.err, '')
        self.assertEqual(len(quiet.lines()), 5)
        self.assertNotIn('\x1b', table.err + summary.err)  # No progress without a terminal.

    def test_output_file(self):
        target = os.path.join(self.folder, 'found.jsonl')
        done = self.detect('--output', target, self.log)
        self.assertEqual((done.out, done.status), ('', 1))
        with open(target) as file:
            self.assertEqual(file.read(), self.detect(self.log).out)
        with open(self.log) as file:
            before = file.read()
        done = self.detect('--output', self.log, self.folder)
        self.assertEqual(done.status, 2)
        self.assertIn('is one of the files to read', done.err)
        with open(self.log) as file:
            self.assertEqual(file.read(), before)
        if os.path.exists('/dev/full'):
            done = self.detect('--output', '/dev/full', self.log)
            self.assertEqual(done.status, 2)
            self.assertIn('No space left', done.err)

    def test_threads_give_the_same_bytes(self):
        for number in range(6):
            lines = [failed(n % 60, f'u{n % 9}') if n % 3 else whoami(n % 60, f'PC{n % 5}')
                     for n in range(20_000 if number == 3 else 200)]
            text = '\n'.join(lines)
            self.write(f'many/{number}.jsonl', text if number % 2 else '[' + ','.join(lines) + ']')
        one = self.detect('--threads', '1', 'many')
        self.assertGreater(one.out.count('\n'), 20_000)
        for threads in ('2', '4', '8'):
            self.assertEqual(self.detect('--threads', threads, 'many').out, one.out)

    def test_correlation_over_two_files(self):
        first = self.write('dc1.jsonl', f'{failed(14, "binh")}\n{failed(40, "binh")}\n')
        second = self.write('dc2.jsonl', f'{failed(12, "binh")}\n{failed(13, "binh")}\n')
        done = self.detect('--level', 'critical', first, second)
        self.assertEqual(len(done.lines()), 1, done.err)
        line = done.lines()[0]
        self.assertTrue(line['correlation'])
        self.assertEqual(line['rule_title'], 'Many failed logons')
        self.assertEqual(line['group'], {'TargetUserName': 'binh'})
        self.assertEqual(line['value'], 3)
        self.assertEqual((line['window_begin'], line['time']),
                         ('2026-11-23T05:12:00Z', '2026-11-23T05:14:00Z'))
        self.assertEqual(line['events'], [f'{second}:1', f'{second}:2', f'{first}:1'])

    def test_indicators(self):
        iocs = self.write('iocs.csv', 'type,value,description\nip-dst,192.0.2.7,bad host\n'
                          'domain,evil.example,\n')
        log = self.write('fw.jsonl', '{"dst_ip":"192.0.2.7","q":"www.evil.example."}\n{"dst_ip":"192.0.2.8"}\n')
        done = self.detect('--iocs', iocs, log)
        self.assertEqual(done.status, 1, done.err)
        self.assertEqual([(line['indicator']['kind'], line['indicator']['value'], line['record'])
                          for line in done.lines()],
                         [('address', '192.0.2.7', 1), ('domain', 'evil.example', 1)])
        self.assertEqual(done.lines()[0]['rule_id'], '')
        self.assertEqual(done.lines()[0]['indicator']['description'], 'bad host')
        self.assertEqual(done.lines()[0]['matched'][0]['field'], 'dst_ip')
        self.assertIn('2 hits of 2 indicators in 1 event', done.err)
        self.assertEqual(self.detect('--iocs', '/no/such', log).status, 2)

    def test_placeholders(self):
        rule = self.write('p.yml', 'title: P\nid: 00000000-0000-4000-8000-000000000009\n'
                          'logsource: {product: windows}\ndetection:\n'
                          '  s: {Computer|expand: "%servers%"}\n  condition: s\n')
        done = self.lachan('detect', '--rules', rule, self.log)
        self.assertEqual(done.status, 2)
        self.assertIn('%servers%', self.lachan('rules', 'check', rule).out)
        values = self.write('values.yml', 'servers: [DC, DC2]\n')
        done = self.lachan('detect', '--rules', rule, '--placeholders', values, self.log)
        self.assertEqual(len(done.lines()), 3, done.err)
        broken = self.write('broken.yml', 'servers: [DC\n')
        self.assertIn('broken.yml:', self.lachan('detect', '--rules', rule, '--placeholders', broken,
                                                 self.log).err)
        for text, words in (('servers: {a: b}\n', "the value of 'servers' is a map"),
                            ('a: b\nservers: [DC, [x]]\n', ":2:15: the value of 'servers' is a list"),
                            ('servers:\n', "the value of 'servers' is empty"),
                            ('- DC\n', 'no placeholders')):
            said = self.lachan('detect', '--rules', rule, '--placeholders',
                               self.write('wrong.yml', text), self.log)
            self.assertEqual(said.status, 2)
            self.assertIn(words, said.err)
            self.assertIn("has lines 'name: value'", said.err)

    def test_cache(self):
        folder = os.path.join(self.folder, 'cache', 'lachan', 'rules')
        self.detect('--no-cache', self.log)
        self.assertFalse(os.path.exists(folder))
        first = self.detect(self.log)
        self.assertTrue(os.listdir(folder))
        self.assertEqual(self.detect(self.log).out, first.out)


class WrongInputTest(DetectCase):

    def test_what_is_wrong_is_named_and_the_rest_goes_on(self):
        self.write('logs/1.jsonl', f'{whoami(1)}\n{{"broken":\n{whoami(2)}\nno json\n')
        self.write('logs/2.gz', gzip.compress(f'{whoami(3)}\n'.encode() * 1000)[:-30])
        self.write('logs/3.bin', bytes(range(256)) * 100)
        self.write('logs/4.empty', b'')
        damaged = bytearray(event_log())
        damaged[4096 + 52] ^= 1
        self.write('logs/5.evtx', bytes(damaged))
        self.write('logs/6.jsonl', b'{"a":"' + b'x' * (100 << 20) + b'"}\n' + whoami(4).encode())
        os.makedirs(os.path.join(self.folder, 'no-files'))
        done = self.detect('logs', '/no/such/path', 'no-files', self.write('zip', b'PK\x03\x04\x14\0\0\0'))
        self.assertEqual(done.status, 1)
        titles = [line for line in done.lines() if line['file'] == 'logs/1.jsonl']
        self.assertEqual([line['record'] for line in titles], [1, 3])
        self.assertEqual([line['record'] for line in done.lines() if line['file'] == 'logs/6.jsonl'], [2])
        for words in ('lachan: /no/such/path: No such file', 'no-files: no files in this folder',
                      'logs/1.jsonl: 2 malformed (line 2, 4)', 'logs/2.gz', 'ends early',
                      'zip: a ZIP archive', 'logs/5.evtx: 1 damaged chunk',
                      'logs/6.jsonl: 1 too large (line 1)', '1 file: no logs', '1 file: empty'):
            self.assertIn(words, done.err)

    def test_nothing_readable(self):
        path = self.write('a.bin', b'\0\1\2\3')
        done = self.detect(path)
        self.assertEqual(done.status, 2)
        self.assertIn('binary data', done.err)
        if os.getuid() != 0:
            os.chmod(path, 0)
            self.assertIn('Permission denied', self.detect(path).err)

    def test_nobody_reads_the_output(self):
        path = self.write('a.jsonl', f'{whoami(1)}\n' * 100_000)
        process = subprocess.Popen([PROGRAM, 'detect', '--rules', self.rules, path],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment)
        process.stdout.readline()
        process.stdout.close()
        error = process.stderr.read()
        process.stderr.close()
        self.assertEqual(process.wait(30 * max(1, SLACK)), 2)
        self.assertIn(b'Broken pipe', error)

    def test_progress_is_for_terminals(self):
        master, slave = os.openpty()
        self.addCleanup(os.close, master)
        process = subprocess.Popen([PROGRAM, 'detect', '--rules', self.rules, '-'],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=slave,
                                   env=self.environment)
        os.close(slave)
        process.stdin.write(f'{whoami(1)}\n'.encode())
        process.stdin.flush()
        shown = b''
        while b'events/s' not in shown:  # The pipe stays open: the scan goes on.
            shown += os.read(master, 65536)
        out, _ = process.communicate(timeout=30 * max(1, SLACK))
        while b'Matches' not in shown:
            shown += os.read(master, 65536)
        self.assertNotIn(b'\x1b', out)
        lines = shown.split(b'\r\x1b[K')
        self.assertIn(b'Loading rules', lines[0])
        self.assertIn(b'events/s', lines[-2])
        self.assertTrue(lines[-1].startswith(b'Events'), lines)  # Nothing of the progress is left.

    def test_an_interrupt_ends_with_a_summary(self):
        process = subprocess.Popen([PROGRAM, 'detect', '--rules', self.rules, '-'],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=self.environment)
        process.stdin.write(f'{whoami(1)}\n{whoami(2)}\n'.encode())
        process.stdin.flush()
        for _ in range(2):
            self.assertIn(b'whoami.exe', process.stdout.readline())  # Found while more may come.
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30 * max(1, SLACK))
        self.assertEqual(process.returncode, 130, err)
        self.assertEqual(out, b'')
        self.assertIn('Matches     2 of 1 rule', err.decode())

    def test_memory_stays(self):
        """The same for 20 MB and 400 MB of JSON in gzip."""
        line = (whoami(1)[:-1] + ',"filler":"' + 'x' * 600 + '"}\n').encode().replace(b'whoami.exe', b'x.exe')
        peaks = []
        for megabytes in (20, 400):
            path = self.write(f'{megabytes}.gz', b'')
            with gzip.open(path, 'wb', compresslevel=1) as file:
                piece = line * (1_000_000 // len(line))
                for _ in range(megabytes):
                    file.write(piece)
            code = ('import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=False);'
                    'print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)')
            done = subprocess.run(['python3', '-c', code, PROGRAM, 'detect', '--quiet', '--threads', '2',
                                   '--rules', self.rules, path], stdout=subprocess.PIPE, check=True,
                                  env=self.environment)
            peaks.append(int(done.stdout) // 1024)
        report(f'detect: memory at most {peaks[0]} MiB for 20 MB, {peaks[1]} MiB for 400 MB')
        self.assertLess(peaks[1], peaks[0] + 40)


class RulesCheckTest(DetectCase):

    def setUp(self):
        super().setUp()
        self.write('rules/nested/wrong.yml', 'title: W\nid: 00000000-0000-4000-8000-00000000000a\n'
                   'logsource: {product: windows}\ndetection:\n  s: {a|nonsense: b}\n  condition: s\n')
        self.write('rules/nested/twice.yml', 'title: T\nid: 00000000-0000-4000-8000-000000000001\n'
                   'logsource: {product: windows}\ndetection:\n  s: {a: b}\n  condition: s\n')
        self.write('rules/nested/all.yml', 'title: Everything else\n'
                   'id: 00000000-0000-4000-8000-00000000000b\nlogsource: {product: windows}\n'
                   'detection:\n  s: {a: b}\n  condition: not s\n')

    def test_report(self):
        done = self.lachan('rules', 'check', 'rules')
        self.assertEqual(done.status, 1)
        self.assertIn('8 found = 6 loaded + 1 rejected + 1 skipped; 1 correlations, 0 filters', done.out)
        self.assertIn('rules/nested/wrong.yml:5:', done.out)
        self.assertIn('nonsense', done.out)
        self.assertRegex(done.out, r'00000000-0000-4000-8000-000000000001.*(twice|rules)\.yml:\d+')
        self.assertIn('00000000-0000-4000-8000-00000000000b  Everything else', done.out)
        fine = self.lachan('rules', 'check', self.rules)
        self.assertEqual(fine.status, 0, fine.out)
        self.assertEqual(self.lachan('rules', 'check', '/no/such').status, 2)

    def test_json(self):
        done = self.lachan('rules', 'check', 'rules', '--json')
        self.assertEqual(done.status, 1)
        answer = json.loads(done.out)
        self.assertEqual((answer['found'], answer['loaded'], answer['rejected'], answer['skipped']),
                         (8, 6, 1, 1))
        wrong = [finding for finding in answer['findings'] if finding['severity'] == 'error']
        self.assertEqual(len(wrong), 1)
        self.assertEqual((wrong[0]['where']['file'], wrong[0]['where']['line']),
                         ('rules/nested/wrong.yml', 5))
        self.assertEqual(len(answer['duplicates']), 1)
        self.assertEqual({answer['duplicates'][0][side]['file'] for side in ('kept', 'skipped')},
                         {'rules/nested/twice.yml', 'rules/rules.yml'})
        self.assertEqual([rule['title'] for rule in answer['always_evaluated']], ['Everything else'])

    def explain(self, rule, event, **more):
        return self.lachan('rules', 'check', self.rules, '--explain', rule, event, **more)

    def test_explain(self):
        path = self.write('a.jsonl', f'{failed(1)}\n{whoami(1)}\n')
        done = self.explain('whoami', f'{path}:2')
        self.assertEqual(done.status, 0, done.err)
        self.assertIn('✓ The log source applies: windows / process_creation', done.out)
        self.assertIn("✓ Image endswith '\\whoami.exe'   seen: C:\\Windows\\whoami.exe", done.out)
        self.assertTrue(done.out.endswith('The rule holds.\n'))
        done = self.explain('00000000-0000-4000-8000-000000000001', path)  # The first record.
        self.assertEqual(done.status, 1)
        self.assertIn('✗ The log source does not apply: windows / process_creation   seen: windows',
                      done.out)
        self.assertIn("✗ Image endswith '\\whoami.exe'   seen: (absent)", done.out)
        self.assertTrue(done.out.endswith('The rule does not hold.\n'))
        self.assertEqual(self.explain('Whoami', '-', stdin=whoami(1).encode()).status, 0)
        pretty = self.write('e.json', json.dumps(json.loads(whoami(1)), indent=1))
        self.assertEqual(self.explain('Whoami', pretty).status, 0)
        self.assertEqual(self.explain('Whoami', self.write('x.xml', xml_event(1))).status, 0)
        self.assertEqual(self.explain('Whoami', f'{path}:3').status, 2)
        done = self.explain('logon', path)
        self.assertEqual(done.status, 2)
        self.assertIn('Many failed logons', done.err)
        self.assertIn('explain one of these', self.explain('Many failed logons', path).out)
        as_json = json.loads(self.lachan('rules', 'check', self.rules, '--explain', 'Whoami', f'{path}:2',
                                         '--json').out)
        self.assertTrue(as_json['matched'])
        self.assertIn({'name': 'Computer', 'value': 'PC1'}, as_json['event'])


@unittest.skipUnless(os.path.exists(SHARED), 'skipped: no ../shared')
class SharedTest(DetectCase):
    """Real logs with all rules of SigmaHQ: what another engine found, and nothing else."""

    @classmethod
    def setUpClass(cls):
        cls.cache = temp_folder(cls)

    def setUp(self):
        super().setUp()
        self.environment['XDG_CACHE_HOME'] = self.cache

    def expected(self, folder):
        """{file without ending: Counter of (rule, record)} of files whose events tell their source."""
        files = {}
        with open(os.path.join(SHARED, 'pack', 'MANIFEST.tsv')) as manifest:
            for line in manifest:
                columns = line.rstrip('\n').split('\t')
                if columns[0].startswith(folder) and columns[5:7] == ['auto', 'json']:
                    files[columns[0].split('.jsonl')[0]] = collections.Counter()
        with gzip.open(os.path.join(SHARED, 'pack', 'expected_matches.tsv.gz'), 'rt') as matches:
            for line in matches:
                name, record, rule = line.rstrip('\n').split('\t')
                name = name.split('.jsonl')[0]
                if name in files:
                    files[name][(rule, int(record))] += 1
        return files

    def compare(self, folder, ending):
        want = self.expected(folder)
        pack = os.path.join(SHARED, 'pack')
        paths = [os.path.join(pack, name + ending) for name in want
                 if os.path.exists(os.path.join(pack, name + ending))]
        self.assertGreater(len(paths), 30)
        rules = [part for name in ('rules', 'rules-emerging-threats', 'rules-threat-hunting',
                                   'rules-compliance', 'rules-placeholder')
                 for part in ('--rules', os.path.join(SHARED, 'sigma_rules', name))]
        begun = time.monotonic()
        done = self.lachan('detect', *rules, *paths, timeout=600)
        self.assertEqual(done.status, 1, done.err)
        got = {name: collections.Counter() for name in want}
        for line in done.lines():
            name = os.path.relpath(line['file'], pack)[:-len(ending)]
            got[name][(line['rule_id'], line['record'])] += 1
        read = {os.path.relpath(path, pack)[:-len(ending)] for path in paths}
        pairs = 0
        for name in read:
            self.assertEqual(got[name], want[name], name)
            pairs += sum(want[name].values())
        report(f'detect: {folder}*{ending}: {len(paths)} files, {pairs} matches, all as expected, '
               f'{time.monotonic() - begun:.1f} s; ' + next(
                   line for line in done.err.splitlines() if line.startswith('Events')))
        return pairs

    def test_event_logs(self):
        self.assertGreater(self.compare('evtx/', '.evtx.gz'), 1000)

    def test_mordor(self):
        self.assertGreater(self.compare('mordor/', '.jsonl.gz'), 1000)


if __name__ == '__main__':
    unittest.main()
