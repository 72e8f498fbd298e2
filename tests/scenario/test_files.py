# SPDX-License-Identifier: Apache-2.0
"""Followed files and imports: logrotate's ways, kills at any moment, receipts."""

import calendar
import gzip
import json
import os
import shutil
import subprocess
import random
import time
import unittest

from harness import (PROGRAM, SLACK, Scenario, Server, _alive, kills, report, run, temp_folder,
                     wait_for)
from senders import arrived, message, tool


def rules(folder, **more):
    path = os.path.join(folder, 'files.yaml')
    with open(path, 'w') as file:
        file.write('files:\n  - source: tệp\n'
                   f'    paths: "{folder}/logs/*.log*"\n    host: web01\n')
        for key, value in more.items():
            file.write(f'    {key}: {value}\n')
    os.makedirs(os.path.join(folder, 'logs'), exist_ok=True)
    return path


class FilesTest(unittest.TestCase):
    def test_kills_and_rotation(self):
        """Lines are written and the file is rotated (renamed, copied and cut off, packed) while
        `lachan` is killed again and again: each line is there exactly once."""
        folder = temp_folder(self)
        server = Server(self, settings={'files.rules': rules(folder)}).start().set_up()
        source, _ = server.new_source('tệp')
        log, written = os.path.join(folder, 'logs', 'app.log'), 0

        def write(count):
            nonlocal written
            # Long enough that the first KiB tells one file from another.
            with open(log, 'a') as file:
                for _ in range(count):
                    file.write(f'filekill {written:06} ' + 'x' * 40 + '\n')
                    written += 1

        def followed():
            return server.metrics().get('files_records_total', 0)

        for turn in range(8):
            # The first four times the lines come in two parts, then the whole file is new at a
            # start: its first batch is all of it.
            before = followed() if turn < 4 else 0
            if turn < 4:
                write(300)
            wait_for('some lines read', 60, lambda b=before: followed() > b, 0.005)
            if turn % 4 == 0:
                os.rename(log, f'{log}.{turn}')
            elif turn % 4 == 1:
                wait_for('all read', 60, lambda: server.metrics()['files_behind_bytes'] == 0)
                shutil.copy(log, f'{log}.{turn}')
                os.truncate(log, 0)
            server.kill()
            if turn % 4 == 2:
                with open(log, 'rb') as plain, gzip.open(f'{log}.{turn}.gz', 'wb') as packed:
                    packed.write(plain.read())
                os.remove(log)
            write(50 if turn < 3 else 350)
            server.start(60)
        rows = arrived(server, 'filekill', written, 120)
        server.settle()
        time.sleep(6)  # packed files are read after five seconds of quiet
        server.settle()
        rows = server.search_all('filekill')
        found = sorted(row['raw'].split()[1] for row in rows)
        self.assertEqual(sorted(set(found)), [f'{n:06}' for n in range(written)])
        self.assertEqual(len(found), written, 'doubled')
        self.assertEqual({row['host'] for row in rows}, {'web01'})
        self.assertEqual({row['transport'] for row in rows}, {'file'})
        report(f'files: 8 kills with rotations, {written} lines, none lost, none doubled')
        row = server.counters(source)
        self.assertEqual(row['received'], row['stored'] + row['rejected'] + row['duplicates'])

    def test_logrotate(self):
        """logrotate itself, with its default way and with copytruncate."""
        if not tool('logrotate'):
            self.skipTest('no logrotate')
        folder = temp_folder(self)
        server = Server(self, settings={'files.rules': rules(folder)}).start().set_up()
        server.new_source('tệp')
        written = 0
        for way in ('create', 'copytruncate'):
            log = os.path.join(folder, 'logs', f'{way}.log')
            config = os.path.join(folder, f'{way}.conf')
            with open(config, 'w') as file:
                file.write(f'"{log}" {{\n  rotate 9\n  {way}\n  compress\n  delaycompress\n}}\n')
            os.chmod(config, 0o644)
            for turn in range(3):
                with open(log, 'a') as file:
                    file.write(''.join(f'logrotate {way} {turn} {n:04} {"y" * 60}\n'
                                       for n in range(100)))
                written += 100
                wait_for('read', 60, lambda w=written: server.metrics()['files_records_total'] >= w)
                subprocess.run([tool('logrotate'), '-f', '-s', os.path.join(folder, 'state'), config],
                               check=True)
        time.sleep(6)
        server.settle()
        self.assertEqual(len(arrived(server, 'logrotate', written)), written)
        self.assertEqual(server.metrics()['files_records_total'], written)

    def test_wrong_rules(self):
        """A mistake in the file of rules ends the start with the line; an unknown source is told."""
        folder = temp_folder(self)
        path = rules(folder, colour='red')
        server = Server(self, settings={'files.rules': path})
        server.spawn()
        wait_for('the refusal', 60, lambda: server.process.poll() is not None)
        self.assertIn("unknown key 'colour'", server.log())
        self.assertIn('line 5', server.log())
        server.end(9)
        rules(folder)
        with open(os.path.join(folder, 'logs', 'a.log'), 'w') as file:
            file.write('waitingline one\n')
        server.start().set_up()
        wait_for('the unknown source', 30, lambda: "no source 'tệp'" in
                 server.request('GET', '/readyz').body.decode())
        server.new_source('tệp')
        arrived(server, 'waitingline', 1)


class ImportTest(Scenario):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source, cls.token = cls.server.new_source('nhập')

    def bring(self, *paths, token=None, expect=0, stdin=None):
        done = subprocess.run([PROGRAM, 'logs', 'import', '--json', '--server',
                               f'http://127.0.0.1:{self.server.http_port}', *paths],
                              env={**os.environ, 'LACHAN_TOKEN': token or self.token},
                              input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=300)
        self.assertEqual(done.returncode, expect, done.stderr)
        return json.loads(done.stdout) if done.stdout else done.stderr.decode()

    def test_a_folder_twice(self):
        """A folder of text, JSON, gzip, UTF-16: a receipt that adds up; the second time all of it is
        duplicate."""
        folder = temp_folder(self)
        with open(os.path.join(folder, 'a.log'), 'w') as file:
            file.write(''.join(f'<13>1 - h app - - - importtext {n}\n' for n in range(12000)))
        with gzip.open(os.path.join(folder, 'b.log.gz'), 'wt') as file:
            file.write(''.join(f'importgz {n}\n' for n in range(10)))
        with open(os.path.join(folder, 'c.json'), 'w') as file:
            json.dump([{'word': 'importjson', 'n': n, 'text': 'a\nb'} for n in range(5)], file,
                      indent=2)
        with open(os.path.join(folder, 'd.txt'), 'wb') as file:
            file.write('importwide một\r\nimportwide hai\r\n'.encode('utf-16'))
        first = self.bring(folder)
        self.assertEqual(first['total']['read'], 12017)
        self.assertEqual(first['total']['stored'], 12017)
        by_name = {os.path.basename(f['file']): f for f in first['files']}
        digest = subprocess.run(['sha256sum', os.path.join(folder, 'b.log.gz')],
                                stdout=subprocess.PIPE, check=True).stdout.split()[0].decode()
        self.assertEqual(by_name['b.log.gz']['sha256'], digest)
        second = self.bring(folder)
        self.assertEqual(second['total']['duplicate'], 12017)
        self.assertEqual(second['total']['stored'], 0)
        self.server.settle()
        self.assertEqual(len(self.server.search_all('importjson')), 5)
        self.assertEqual(len(self.server.search_all('importwide')), 2)
        self.assertEqual(len(self.server.search_all('importgz')), 10)
        row = self.server.counters(self.source)
        self.assertEqual(row['received'], row['stored'] + row['rejected'] + row['duplicates'])

    def test_standard_input(self):
        receipt = self.bring('-', stdin=b'importpipe one\nimportpipe two\n')
        self.assertEqual(receipt['total']['stored'], 2)

    def test_old_lines_are_found_at_their_own_time(self):
        """Lines of ten days ago lie there, not at the second of the import; one that claims the
        future is flagged; the receipt tells both. A sender that does not say so is not believed."""
        then = time.time() - 10 * 86400

        def line(at, path):
            stamp = time.strftime('%d/%b/%Y:%H:%M:%S +0000', time.gmtime(at))
            return f'192.0.2.9 - - [{stamp}] "GET {path} HTTP/1.1" 200 5\n'
        lines = [line(then + n, f'/oldimport{n}') for n in range(3)]
        lines.append(line(time.time() + 10 * 86400, '/futureimport'))
        receipt = self.bring('-', stdin=''.join(lines).encode())['total']

        def utc(at):
            return time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(at))
        self.assertEqual((receipt['stored'], receipt['clock_suspect']), (4, 1))
        self.assertEqual(receipt['first'], utc(then))
        self.assertLess(abs(time.time() - calendar.timegm(
            time.strptime(receipt['last'][:19], '%Y-%m-%dT%H:%M:%S'))), 600)
        self.server.settle()
        rows = self.server.get('events', query='oldimport*', **{
            'from': utc(then - 60), 'to': utc(then + 60)})['rows']
        self.assertEqual(sorted(row['time'] for row in rows), [utc(then + n) for n in range(3)])
        self.assertFalse(any(row['clock_suspect'] for row in rows))
        self.assertEqual({row['transport'] for row in rows}, {'file'})
        future, = self.server.search_all('futureimport')
        self.assertTrue(future['clock_suspect'])
        live = self.server.ingest(self.token, [line(then, '/liveimport').strip()]).json()
        self.assertEqual((live['accepted'], live['clock_suspect']), (1, 1))
        wrong = self.server.request('POST', '/ingest/v1/events', b'x\n',
                                    {'Lachan-Records': 'old'}, self.token)
        self.assertEqual(wrong.status, 400)
        self.assertIn('Lachan-Records', wrong.body.decode())

    def test_event_log(self):
        """Windows event logs of the shared samples."""
        shared = os.path.abspath(os.path.join(os.path.dirname(__file__), '../../../shared'))
        logs = [os.path.join(at, name) for at, _, names in os.walk(shared) for name in names
                if name.endswith('.evtx')][:3] if os.path.isdir(shared) else []
        if not logs:
            self.skipTest('skipped: no ../shared')
        receipt = self.bring(*logs)
        self.assertGreater(receipt['total']['stored'], 0)
        self.server.settle()
        rows = self.server.get('events', query='format:windows-json', limit=10)['rows']
        self.assertTrue(rows)
        self.assertTrue(any(field['name'] == 'Channel' for field in rows[0]['fields']))

    def test_what_is_wrong_is_said(self):
        self.assertIn('401', self.refused('-', token='lcs_nobody'))
        status, said = run('logs', 'import', '/nowhere/at/all')
        self.assertEqual(status, 2, said)
        self.assertIn('LACHAN_TOKEN', said)

    def refused(self, *paths, token):
        done = subprocess.run([PROGRAM, 'logs', 'import', '--server',
                               f'http://127.0.0.1:{self.server.http_port}', *paths],
                              env={**os.environ, 'LACHAN_TOKEN': token}, input=b'x\n',
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
        self.assertEqual(done.returncode, 2)
        return done.stdout.decode()


class ImportKillTest(unittest.TestCase):
    def test_each_line_once_whoever_is_killed(self):
        """A file is imported while `lachan`, its engine, or the importing command is killed again and
        again; the command that was killed is given again, as a person would. Each line is there
        exactly once, and the receipts know of all."""
        folder, times = temp_folder(self), kills(5)
        lines = 4000 * (times + 1)
        path = os.path.join(folder, 'big.json')
        with open(path, 'w') as file:
            for n in range(lines):
                file.write(f'{{"program": "importkill", "seq": "{n:07}", "pad": "{"x" * 2000}"}}\n')
        server = Server(self).start().set_up()
        source, token = server.new_source('nhập')

        def command():
            process = subprocess.Popen(
                ['setpriv', '--pdeathsig', 'KILL', '--', PROGRAM, 'logs', 'import', '--json',
                 '--server', f'http://127.0.0.1:{server.http_port}', path],
                env={**os.environ, 'LACHAN_TOKEN': token}, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            _alive.add(process)
            return process

        def taken():
            return server.counters(source)['received']

        importing, again = command(), 0
        try:
            for turn in range(times):
                wait_for('more of the file', 120 * SLACK, lambda: importing.poll() is not None or
                         taken() > turn * 4000, 0.002)
                self.assertIsNone(importing.poll(), 'ended before it was killed')
                time.sleep(random.uniform(0, 0.03))
                if turn % 5 == 3:
                    server.kill_engine()
                    continue
                if turn % 5 == 4:
                    importing.kill()
                    importing.communicate()
                else:
                    server.kill()
                    server.start(60)
                if importing.poll() is not None:
                    again += 1
                    importing.communicate()
                    _alive.discard(importing)
                    importing = command()
            out, said = importing.communicate(timeout=300 * SLACK)
        finally:
            importing.kill()
            importing.communicate()
            _alive.discard(importing)
        self.assertEqual(importing.returncode, 0, said)
        total = json.loads(out)['total']
        self.assertEqual(total['read'], lines)
        self.assertEqual(total['stored'] + total['duplicate'], lines)
        server.settle(60)
        table = server.get('events/table', query='program:importkill | count', **{'from': '-2h'})
        self.assertEqual(table['rows'], [[str(lines)]], 'lost or doubled')
        table = server.get('events/table', query='program:importkill | count_distinct seq',
                           **{'from': '-2h'})
        self.assertEqual(table['rows'], [[str(lines)]], 'lost and doubled')
        row = server.counters(source)
        self.assertEqual(row['received'], row['stored'] + row['rejected'] + row['duplicates'])
        report(f'import: {turn + 1} kills, given again {again} times; {lines} lines, none lost, none '
               f'doubled; the last receipt: stored {total["stored"]}, duplicate {total["duplicate"]}')


if __name__ == '__main__':
    unittest.main()
