# SPDX-License-Identifier: Apache-2.0
"""Wrong input, wrong settings, broken files: a clear message, a count where it belongs, and the rest
goes on, or the start is refused."""

import os
import shutil
import socket
import sqlite3
import subprocess
import time
import unittest

from harness import (BINARY, PROGRAM, SOURCE, Scenario, Server, arguments_of, base_settings,
                     free_port, report, run, temp_folder, wait_for)

TWENTY_MIB = 20 << 20


def drop_triggers(database):
    """What somebody with the file in hand can do."""
    for name, in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f'DROP TRIGGER "{name}"')


class RecordsTest(Scenario):
    """Wrong records: refused or kept as text, and counted."""

    def setUp(self):
        self.source, self.token = self.server.new_source(self.id()[-100:])

    def test_malformed_json_line(self):
        """A broken line among good ones is kept as text; the receipt names its line."""
        answer = self.server.ingest(self.token, ['{"case":"broken-json","n":"1"}',
                                                 '{"case":"broken-json", "n":',
                                                 '{"case":"broken-json","n":"3"}'])
        self.assertEqual(answer.status, 200)
        receipt = answer.json()
        self.assertEqual((receipt['read'], receipt['accepted'], receipt['malformed'],
                          receipt['malformed_lines']), (3, 3, 1, [2]))
        self.server.settle()
        self.assertEqual(len(self.server.search_all('case:broken-json')), 2)
        self.assertEqual(len(self.server.search_all('"broken-json"')), 3)
        self.assertEqual(self.server.counters(self.source)['malformed'], 1)

    def test_twenty_mib_line_over_http(self):
        """A 20 MB body is too large (413); a 2 MiB line is refused, its neighbours are taken."""
        try:
            answer = self.server.ingest(self.token, ['x' * TWENTY_MIB])
            self.assertEqual(answer.status, 413, answer)
            self.assertIn(b'16777216', answer.body)
        except ConnectionError:
            # The server answered and closed while we were still sending.
            answer = self.server.raw(
                f'POST /ingest/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.token}'
                f'\r\nContent-Length: {TWENTY_MIB}\r\n\r\n'.encode())
            self.assertTrue(answer.startswith(b'HTTP/1.1 413 '), answer)
        answer = self.server.ingest(self.token, ['long-line before', 'x' * (2 << 20),
                                                 'long-line after'])
        receipt = answer.json()
        self.assertEqual((receipt['read'], receipt['accepted']), (3, 2))
        self.assertEqual(receipt['rejected'], [{'line': 2, 'reason': 'too_long'}])
        self.server.settle()
        self.assertEqual(len(self.server.search_all('"long-line"')), 2)
        self.assertEqual(self.server.counters(self.source)['rejected_by'], {'too_long': 1})

    def test_twenty_mib_line_over_tcp(self):
        """A 20 MB syslog line costs one counter: the lines around it arrive, memory stays."""
        before = self.server.counters(None)
        memory = self.server.metrics()['resident_bytes']
        self.server.syslog_tcp(b'<13>1 - h app - - - tcp-long before\n<13>' + b'x' * TWENTY_MIB +
                               b'\n<13>1 - h app - - - tcp-long after\n')
        self.server.syslog_tcp(b'%d <13>' % TWENTY_MIB + b'y' * (TWENTY_MIB - 4) +
                               b'40 <13>1 - h app - - - tcp-long counted one!')
        wait_for('the lines around', 20,
                 lambda: len(self.server.get('events', query='"tcp-long"')['rows']) == 3)
        after = self.server.counters(None)
        self.assertEqual(after['rejected_by'].get('too_long', 0) -
                         before['rejected_by'].get('too_long', 0), 2)
        grown = self.server.metrics()['resident_bytes'] - memory
        self.assertLess(grown, 16 << 20)

    def test_invalid_utf8(self):
        """Bytes that are no UTF-8 are kept, and what is answered is valid JSON all the same."""
        answer = self.server.ingest(self.token, [b'bad-utf8 \xff\xfe \xc3\x28 end',
                                                 b'{"case":"bad-utf8","v":"\xff"}'])
        self.assertEqual(answer.json()['accepted'], 2)
        self.server.syslog_udp(b'<13>1 - h app - - - bad-utf8 \xff\xc0\xaf udp')
        wait_for('all three', 10,
                 lambda: len(self.server.get('events', query='"bad-utf8"')['rows']) == 3)

    def test_tokens(self):
        """Wrong, missing and voided tokens: 401 that says what to do; nothing is stored."""
        for headers in ({}, {'Authorization': 'Bearer nonsense'}, {'Authorization': 'Basic eDp5'},
                        {'Authorization': 'Bearer'}, {'Authorization': f'Bearer {self.token}x'},
                        {'Authorization': f'Bearer {self.server.tokens["soc_analyst"]}'}):
            with self.subTest(headers):
                answer = self.server.request('POST', '/ingest/v1/events', b'wrong-token\n', headers)
                self.assertEqual(answer.status, 401, answer)
                self.assertEqual(answer.json()['code'], 'unauthenticated')
                self.assertIn('token', answer.json()['detail'])
        self.assertEqual(self.server.ingest(self.token, ['good']).status, 200)
        answer = self.server.request('DELETE', f'/api/v1/sources/{self.source}/token',
                                     headers=self.server.admin)
        self.assertEqual(answer.status, 204)
        self.assertEqual(self.server.ingest(self.token, ['wrong-token']).status, 401)
        self.server.settle()
        self.assertEqual(self.server.search_all('"wrong-token"'), [])

    def test_too_many_lines(self):
        """More records in a request than a batch holds: all are taken, in parts, and once."""
        for is_again in (False, True):
            answer = self.server.ingest(self.token, ['many-lines'] * 20_001, key='many')
            self.assertEqual(answer.status, 200, answer)
            self.assertEqual(answer.json()['read'], 20_001)
            self.assertEqual(answer.json()['duplicate'], is_again)
        self.server.settle()
        self.assertEqual(len(self.server.search_all('"many-lines"')), 20_001)

    def test_long_key(self):
        """An idempotency key beyond 200 bytes: refused."""
        answer = self.server.ingest(self.token, ['a'], key='k' * 201)
        self.assertEqual(answer.status, 400, answer)

    def test_empty_body(self):
        """Nothing sent is nothing taken, and no error."""
        answer = self.server.ingest(self.token, ['', '  ', ''])
        self.assertEqual((answer.status, answer.json()['read']), (200, 0))

    def test_bad_framing(self):
        """Octet counts that make no sense are counted, and the next connection is served."""
        before = self.server.counters(None)['rejected_by'].get('bad_framing', 0)
        self.server.syslog_tcp(b'5 <13>a99999999999 <13>x')
        wait_for('the count', 10, lambda: self.server.counters(None)['rejected_by'].get(
            'bad_framing', 0) > before)

    def test_queries(self):
        """A question with a mistake: 400 with the place; a wrong cursor and number too."""
        for query in ({'query': '(a OR'}, {'query': 'f:['}, {'after': 'nonsense'}, {'limit': 0},
                      {'limit': 'x'}, {'from': 'yesterday'}):
            with self.subTest(query):
                from urllib.parse import urlencode
                answer = self.server.request('GET', '/api/v1/events?' + urlencode(query),
                                             token=self.server.tokens['soc_analyst'])
                self.assertEqual(answer.status, 400, answer)
                self.assertEqual(answer.json()['code'], 'invalid_input')


class StartTest(unittest.TestCase):
    """A start that cannot go well is refused with one message that says what to do."""

    def setUp(self):
        self.folder = temp_folder(self)
        self.data = os.path.join(self.folder, 'data')

    def refuse(self, *words, arguments=(), settings=None, http=None, syslog='off', status=2):
        """Starts and expects the end, with `words` in what it says; returns all of it."""
        begun = time.monotonic()
        got, said = run('serve', '--data', self.data, '--http',
                        http or f'127.0.0.1:{free_port()}', '--syslog', syslog,
                        *arguments_of(base_settings(**(settings or {}))), *arguments, timeout=30)
        report(f'{self.id().split(".")[-1]}: {time.monotonic() - begun:.1f} s: '
               f'{said.strip().splitlines()[0][:160] if said.strip() else "(silence)"}')
        self.assertEqual(got, status, said)
        for word in words:
            self.assertIn(word, said)
        return said

    def config(self, text):
        path = os.path.join(self.folder, 'lachan.yaml')
        with open(path, 'w') as file:
            file.write(text)
        return ('--config', path)

    def test_unknown_setting(self):
        """An unknown key, by --set or in the file, refuses the start and names a likely one."""
        self.refuse("unknown setting 'http.adress'", arguments=('--set', 'http.adress=:1'))
        self.refuse("unknown setting 'memory_mib'", "did you mean 'events.memory_mib'",
                    arguments=('--set', 'memory_mib=300'))
        self.refuse("unknown setting 'events.retention_days'", 'retention.level3_months',
                    arguments=('--set', 'events.retention_days=365'))
        self.refuse("unknown setting 'events.retention'", 'lachan.yaml:3',
                    arguments=self.config('events:\n  memory_mib: 512\n  retention: 30\n'))

    def test_wrong_value(self):
        """A value out of bounds or of the wrong kind: the setting, the value and the bounds."""
        self.refuse('retention.level5_months', "'6'", '12 to 120',
                    arguments=('--set', 'retention.level5_months=6'))
        self.refuse('http.threads', "'many'", arguments=('--set', 'http.threads=many'))
        self.refuse('intake.unknown_senders', "'yes'", 'true nor false',
                    arguments=('--set', 'intake.unknown_senders=yes'))
        self.refuse('http.threads', 'lachan.yaml:2', arguments=self.config('http:\n  threads: 0\n'))
        self.refuse('key=value', arguments=('--set', 'nonsense'))
        self.refuse("'nowhere'", http='nowhere')
        self.refuse('state.backend', 'oracle', settings={'state.backend': 'oracle'})

    def test_broken_settings_file(self):
        """Not YAML, not a map, not there: the path and the place."""
        self.refuse('lachan.yaml:2', 'not YAML', arguments=self.config('a: b\n c: [\n'))
        self.refuse('must be a map', arguments=self.config('- a\n- b\n'))
        self.refuse('/nowhere.yaml', arguments=('--config', '/nowhere.yaml'))

    def test_port_in_use(self):
        """A port in use, of HTTP or syslog: which one, and what to do."""
        with socket.socket() as other:
            other.bind(('127.0.0.1', 0))
            other.listen()
            address = f'127.0.0.1:{other.getsockname()[1]}'
            self.refuse('HTTP', address, 'in use', '--http', http=address)
            self.refuse(address, 'in use', syslog=address)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind(('127.0.0.1', 0))
            address = f'127.0.0.1:{other.getsockname()[1]}'
            self.refuse(address, 'in use', syslog=address)

    def test_data_folder_in_use(self):
        """A second lachan on a data folder is refused; the first goes on."""
        first = Server(self, data=self.data).start()
        self.refuse('another lachan', self.data)
        self.assertEqual(first.request('GET', '/readyz').status, 200)

    def test_damaged_state(self):
        """A state file that is damaged refuses the start: never a fresh empty one in its place."""
        Server(self, data=self.data).start().stop()
        path = os.path.join(self.data, 'state.db')
        with open(path, 'rb') as file:
            good = file.read()
        for name, bad in (('garbage', b'this is no database' * 1000),
                          ('truncated', good[:len(good) // 2]),
                          ('one page overwritten', good[:4096] + b'\xff' * 8192 + good[12288:])):
            with self.subTest(name):
                for ending in ('-wal', '-shm'):
                    if os.path.exists(path + ending):
                        os.remove(path + ending)
                with open(path, 'wb') as file:
                    file.write(bad)
                self.refuse('state')
                with open(path, 'rb') as file:
                    self.assertEqual(file.read()[:4096], bad[:4096], 'the file was changed')
        with open(path, 'wb') as file:
            file.write(good)
        Server(self, data=self.data).start()  # And the good one still serves.

    def test_newer_state(self):
        """A state written by a newer version refuses the start."""
        Server(self, data=self.data).start().stop()
        path = os.path.join(self.data, 'state.db')
        with sqlite3.connect(path) as database:
            tables = [name for name, in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%migration%'")]
            self.assertEqual(len(tables), 1)
            columns = [row[1] for row in database.execute(f'PRAGMA table_info({tables[0]})')]
            row = database.execute(f'SELECT * FROM {tables[0]} ORDER BY 1 DESC LIMIT 1').fetchone()
            values = [row[0] + 1000 if isinstance(row[0], int) else '9999', *row[1:]]
            database.execute(f'INSERT INTO {tables[0]} ({",".join(columns)}) VALUES '
                             f'({",".join("?" * len(columns))})', values)
        database.close()
        self.refuse('state', 'later version')

    def test_touched_journal(self):
        """A fact changed, removed or put in behind the product's back: `audit verify` says where,
        and so does the page."""
        server = Server(self, data=self.data).start().set_up()
        for n in range(5):
            server.new_source(f'nguồn {n}')
        status, said = run('audit', 'verify', '--data', self.data)
        self.assertEqual(status, 0, said)
        path = os.path.join(self.data, 'state.db')
        touches = {
            'changed': ("UPDATE fact SET payload = replace(payload, '\"', '\" ') WHERE id = 4", 4),
            'another actor': ("UPDATE fact SET actor_name = 'ai khác' WHERE id = 3", 3),
            'removed': ('DELETE FROM fact WHERE id = 5', None),
        }
        for name, (statement, where) in touches.items():
            with self.subTest(name):
                copy = os.path.join(self.folder, name)
                os.makedirs(copy)
                with sqlite3.connect(path) as database, \
                        sqlite3.connect(os.path.join(copy, 'state.db')) as other:
                    database.backup(other)
                    with self.assertRaises(sqlite3.IntegrityError):  # The first fence.
                        other.execute(statement)
                    drop_triggers(other)
                    self.assertEqual(other.execute(statement).rowcount, 1)
                database.close()
                other.close()
                status, said = run('audit', 'verify', '--data', copy)
                self.assertEqual(status, 1, said)
                self.assertIn('TOUCHED', said)
                if where:
                    self.assertIn(f'at fact {where}:', said)
        with sqlite3.connect(path) as database:
            drop_triggers(database)
            database.execute(touches['changed'][0])
        database.close()
        answer = server.request('POST', '/api/v1/audit/verify', {}, token=server.tokens['inspector'])
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual((answer.json()['intact'], answer.json()['first_bad']), (False, 4))

    def test_data_folder_not_writable(self):
        """A data folder that cannot be made (a path below a file): its path and the reason."""
        file = os.path.join(self.folder, 'file')
        with open(file, 'w'):
            pass
        self.data = os.path.join(file, 'data')
        self.refuse('data folder', self.data)

    def test_missing_directive(self):
        """A directive file that is missing or broken: which one."""
        directive = os.path.join(self.folder, 'directive')
        shutil.copytree(os.path.join(SOURCE, 'directives', 'vn-thanh-hoa-2022'), directive)
        os.remove(os.path.join(directive, 'obligations.yaml'))
        self.refuse('obligations.yaml', 'directive.folder',
                    settings={'directive.folder': directive})
        with open(os.path.join(directive, 'obligations.yaml'), 'w') as file:
            file.write('obligations: [\n')
        self.refuse('obligations.yaml', settings={'directive.folder': directive})
        self.refuse('/nowhere', settings={'directive.folder': '/nowhere'})

    def test_missing_folders(self):
        """Rules or mappings that are not there: the folder and its setting."""
        self.refuse('/nowhere', 'rules.folders', settings={'rules.folders': '/nowhere'})
        self.refuse('/nowhere', 'mappings.folder', settings={'mappings.folder': '/nowhere'})

    def test_missing_engine(self):
        """lachan-eventd missing beside lachan: said by name."""
        alone = os.path.join(self.folder, 'bin')
        os.makedirs(alone)
        shutil.copy(PROGRAM, os.path.join(alone, 'lachan'))
        done = subprocess.run(
            [os.path.join(alone, 'lachan'), 'serve', '--data', self.data, '--http',
             f'127.0.0.1:{free_port()}', '--syslog', 'off', *arguments_of(base_settings())],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn('lachan-eventd', done.stdout.decode())

    def test_corrupt_rule(self):
        """Corrupt rules among good ones: the server starts, and tells which are not loaded and
        why; the others work."""
        rules = os.path.join(self.folder, 'more-rules')
        os.makedirs(rules)
        broken = {'not-yaml.yml': 'title: [\n  :::', 'no-logsource.yml': 'title: a\nid: x\n'
                  'detection:\n  a:\n    b: c\n  condition: a\n',
                  'bytes.yml': b'\xff\xfe\x00\x01' * 100, 'empty.yml': '',
                  'bad-condition.yml': 'title: a\nid: 0d9b7a5e-0d34-4c54-9f2c-0c4ee0b2a001\n'
                  'logsource: {product: linux}\ndetection:\n  a:\n    b: c\n'
                  '  condition: a and (\nlevel: high\n'}
        for name, text in broken.items():
            with open(os.path.join(rules, name), 'wb') as file:
                file.write(text if isinstance(text, bytes) else text.encode())
        server = Server(self, settings={'rules.folders': f'{SOURCE}/rules,{rules}'})
        with open(os.path.join(rules, 'marker.yml'), 'w') as file:
            from harness import MARKER_RULE
            file.write(MARKER_RULE)
        server.start().set_up()
        findings = server.get('rules')['report']['findings']
        for name in broken:
            about = [f for f in findings if name in (f.get('file') or '')]
            if name != 'empty.yml':
                self.assertTrue(about, f'{name} is not named')
                self.assertTrue(all(f['code'] and f['message'] for f in about), about)
        ready = server.request('GET', '/readyz')
        self.assertEqual(ready.status, 200)
        part = next(c for c in ready.json()['components'] if c['name'] == 'rules')
        self.assertFalse(part['ok'])
        self.assertIn('rejected', part['detail'])
        self.assertGreaterEqual(server.metrics()['rules_rejected'], 3)
        _, token = server.new_source('luật')
        server.ingest(token, [{'program': 'p', 'marker': 'alarm', 'host': 'h'}])
        wait_for('the good rule', 10, server.alerts)


class FullDiskTest(unittest.TestCase):
    """A full disk: senders are told, reading goes on, and when there is room again so does intake."""

    SIZE = 768 << 20

    def setUp(self):
        if os.geteuid() != 0:
            self.skipTest('only root may mount a small file system')
        disk = temp_folder(self)
        mounted = subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={self.SIZE}', 'lachan-test',
                                  disk], stderr=subprocess.PIPE)
        if mounted.returncode != 0:
            self.skipTest(f'mount: {mounted.stderr.decode().strip()}')
        self.addCleanup(lambda: subprocess.run(['umount', '-l', disk], check=True))
        self.ballast = os.path.join(disk, 'ballast')
        self.server = Server(self, data=os.path.join(disk, 'data')).start().set_up()
        self.source, self.token = self.server.new_source('đĩa đầy')
        self.acknowledged = set()

    def send(self, n, key):
        """200 events; what is acknowledged is noted."""
        lines = [{'program': 'disk', 'seq': f'{n}-{i}', 'pad': os.urandom(500).hex()}
                 for i in range(200)]
        answer = self.server.ingest(self.token, lines, key)
        if answer.status == 200:
            self.assertEqual(answer.json()['accepted'], 200)
            self.acknowledged.update(line['seq'] for line in lines)
        return answer

    def fill(self):
        """Leaves not a byte."""
        with open(self.ballast, 'ab', buffering=0) as file:
            for size in (1 << 20, 4096, 1):
                try:
                    while True:
                        file.write(b'\0' * size)
                except OSError:
                    pass

    def fill_until_refused(self):
        for n in range(1, 200):
            self.fill()
            answer = self.send(n, f'd{n}')
            if answer.status != 200:
                report(f'refused after {n - 1} further batches: {answer.status} '
                       f'{answer.json()["detail"][:120]}')
                return answer
        self.fail('the full disk was never noticed')

    def check_all_there(self):
        found = [f['value'] for row in self.server.search_all('program:disk')
                 for f in row['fields'] if f['name'] == 'seq']
        self.assertEqual(sorted(self.acknowledged - set(found)), [], 'acknowledged and lost')
        self.assertEqual(len(found), len(set(found)))
        self.assertEqual(set(found) - self.acknowledged, set(), 'refused, yet stored')
        status, said = run('audit', 'verify', '--data', self.server.data)
        self.assertEqual(status, 0, said)

    def test_recovers_by_itself(self):
        """Intake refuses with a reason and Retry-After, /readyz and metrics show it, search still
        works; after space is freed intake recovers by itself, and all that was acknowledged is
        there."""
        server = self.server
        self.assertEqual(self.send(0, 'd0').status, 200)
        server.settle()
        refused = self.fill_until_refused()
        self.assertIn(refused.status, (429, 503))
        self.assertIn('Retry-After', refused.headers)
        self.assertNotIn(server.data, refused.json()['detail'])  # Paths are for operators.
        ready = server.request('GET', '/readyz')
        self.assertEqual(ready.status, 503)
        broken = {c['name'] for c in ready.json()['components'] if not c['ok']}
        report(f'/readyz names {sorted(broken)}')
        self.assertLessEqual({'disk', 'spool'}, broken)
        self.assertEqual(server.request('GET', '/healthz').status, 200)
        # The token was never used: noting its first use fails, and must not matter.
        self.assertEqual(len(server.get('events', query='seq:0-1')['rows']), 1)
        server.syslog_tcp(b'<13>1 - h app - - - full-disk held back\n')  # Waits in the queue.
        time.sleep(3)
        for again in range(3):
            self.assertIn(self.send(1000 + again, f'again-{again}').status, (429, 503))
        self.assertIsNone(server.process.poll())

        os.remove(self.ballast)
        freed = time.monotonic()
        wait_for('intake to recover by itself', 60,
                 lambda: self.send(2000, 'recovered').status == 200, 0.2)
        report(f'intake recovered {time.monotonic() - freed:.1f} s after space was freed')
        for n in range(2001, 2010):
            self.assertEqual(self.send(n, f'd{n}').status, 200)
        server.settle(60)
        report(f'everything stored {time.monotonic() - freed:.1f} s after space was freed')
        self.check_all_there()
        self.assertEqual(len(server.search_all('"full-disk"')), 1)
        counters = server.counters(self.source)
        self.assertEqual(counters['received'], counters['stored'] + counters['rejected'] +
                         counters['duplicates'])
        self.assertGreater(counters['rejected_by'].get('spool_failed', 0), 0)
        ready = server.request('GET', '/readyz').json()
        spool = next(c for c in ready['components'] if c['name'] == 'spool')
        self.assertTrue(spool['ok'], spool)

    def test_killed_while_full(self):
        """Killed on a full disk: the next start says so or serves what it can; with room again
        everything acknowledged is there."""
        server = self.server
        for n in range(300, 310):
            self.assertEqual(self.send(n, f'd{n}').status, 200)
        self.fill_until_refused()
        server.kill()
        self.fill()
        server.spawn()

        def outcome():
            if server.process.poll() is not None:
                return f'ended with {server.process.returncode}: {server.log().splitlines()[-1]}'
            try:
                return f'/readyz {server.request("GET", "/readyz").status}'
            except OSError:
                return None

        said = wait_for('the end or the start', 60, outcome)
        report(f'start on a full disk: {said[:300]}')
        if said.startswith('ended'):
            self.assertIn('lachan: ', said)
            self.assertRegex(said, r'(?i)space|full')
            server.stop()
            os.remove(self.ballast)
            server.start()
        else:
            os.remove(self.ballast)
        wait_for('intake', 60, lambda: self.send(2000, 'recovered').status == 200, 0.2)
        server.settle(60)
        self.check_all_there()


if __name__ == '__main__':
    unittest.main()
