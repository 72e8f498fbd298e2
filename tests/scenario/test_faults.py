# SPDX-License-Identifier: Apache-2.0
"""Disks that fail and disks that fill up, under the running program: nothing acknowledged is lost,
nothing is acknowledged that is not durable, and it goes on by itself. What the spool itself does
with every single call is in src/spool_disk/disk_spool_test.cc."""

import errno
import os
import shutil
import signal
import socket
import subprocess
import time
import unittest

from harness import PASSWORD, SLACK, SOURCE, Server, report, temp_folder, wait_for

FAULTS = [(call, error) for call in ('write', 'fsync', 'open', 'ftruncate', 'unlink')
          for error in (errno.EIO, errno.ENOSPC, errno.EDQUOT)] + [('write', 0)]




def write_orders(path, call, error, times):
    """A new file is opened, and a file cut back, only after a write that failed."""
    with open(path, 'w') as file:
        if call in ('open', 'ftruncate'):
            file.write(f'write {errno.EIO} 1     \n')
        file.write(f'{call} {error} {times:<6}\n')


def deliver(server, token, lines, key, refusals, seconds=60):
    """Sends until it is acknowledged; a refusal must be one that tells to come again."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = server.ingest(token, lines, key)
        if answer.status == 200:
            return answer.json()
        assert answer.status in (429, 503), answer
        refusals[answer.status] = refusals.get(answer.status, 0) + 1
        time.sleep(0.05)
    raise AssertionError('never taken')


class FaultTest(unittest.TestCase):
    def preloaded(self):
        """(server whose spool's calls can be made to fail, path of the orders)"""
        compiler = shutil.which('cc') or shutil.which('gcc')
        if not compiler:
            self.skipTest('skipped: no C compiler')
        folder = temp_folder(self)
        library = os.path.join(folder, 'faults.so')
        subprocess.run([compiler, '-shared', '-fPIC', '-O1', '-o', library,
                        os.path.join(SOURCE, 'tests', 'scenario', 'faults.c'), '-ldl'], check=True)
        server = Server(self)
        orders = os.path.join(folder, 'orders')
        server.environment = {'LD_PRELOAD': library, 'LACHAN_FAULTS': orders}
        return server.start().set_up(), orders

    def test_failing_calls_cost_nothing_that_was_acknowledged(self):
        """Each call of the spool fails three times in a row with each error: senders hear "later",
        the program lives, and in the end every event is there once and accounted for."""
        server, orders = self.preloaded()
        source, token = server.new_source('đĩa hỏng')
        sent, refusals, fired = 0, {}, 0
        for number, (call, error) in enumerate(FAULTS):
            write_orders(orders, call, error, 3)
            for part in range(6):
                deliver(server, token, [{'campaign': 'faults', 'n': f'{number}-{part}-{i}'}
                                        for i in range(20)], f'{number}-{part}', refusals)
                sent += 20
            with open(orders) as file:
                fired += file.read().split()[-1] != '3'
            os.remove(orders)
        server.settle()
        found = [field['value'] for row in server.search_all('campaign:faults')
                 for field in row['fields'] if field['name'] == 'n']
        counters = server.counters(source)
        report(f'{len(FAULTS)} faults, {fired} met a call; {sent} events acknowledged, found '
               f'{len(found)}, doubled {len(found) - len(set(found))}; refusals {refusals}')
        self.assertEqual(len(set(found)), sent)
        self.assertEqual(len(found), sent)
        self.assertGreaterEqual(fired, 10)
        self.assertTrue(refusals)
        self.assertIsNone(server.process.poll())
        self.assertEqual(counters['received'],
                         counters['stored'] + counters['rejected'] + counters['duplicates'])
        self.assertEqual(server.request('GET', '/readyz').status, 200)

    def test_failing_calls_then_a_kill(self):
        """The same with a kill while the disk fails: what was acknowledged before is there."""
        server, orders = self.preloaded()
        _, token = server.new_source('đĩa hỏng rồi mất điện')
        sent, refusals = 0, {}
        for number, (call, error) in enumerate(FAULTS[:6] + [('write', 0)]):
            deliver(server, token, [{'campaign': 'kills', 'n': f'{number}-{i}'} for i in range(50)],
                    f'{number}', refusals)
            sent += 50
            write_orders(orders, call, error, 1000)
            try:
                answer = server.ingest(token, [{'campaign': 'refused', 'n': 'x'}], timeout=3)
                self.assertIn(answer.status, (200, 429, 503))
            except OSError:
                pass
            server.kill()
            os.remove(orders)
            server.start()
        server.settle()
        found = [field['value'] for row in server.search_all('campaign:kills')
                 for field in row['fields'] if field['name'] == 'n']
        self.assertEqual(len(found), sent)
        self.assertEqual(len(set(found)), sent)


class FullDiskTest(unittest.TestCase):
    """A small disk of its own for the data folder."""

    def small_disk(self, mebibytes):
        folder = temp_folder(self)
        mounted = subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={mebibytes}m', 'none', folder],
                                 stderr=subprocess.DEVNULL)
        if mounted.returncode != 0:
            self.skipTest('skipped: no right to mount a small tmpfs')
        self.addCleanup(subprocess.run, ['umount', '-l', folder])
        return folder

    def test_people_can_work_while_the_disk_is_full(self):
        """Below the reserve senders are told to wait; log-in, reading and closing an alert work;
        when there is room again intake goes on by itself and nothing is lost."""
        folder = self.small_disk(512)
        server = Server(self, data=os.path.join(folder, 'data'),
                        settings={'disk.reserve_mib': '128'}).start().set_up()
        source, token = server.new_source('đĩa đầy')
        refusals = {}
        deliver(server, token, [{'program': 'app', 'marker': 'alarm', 'campaign': 'full', 'n': str(n)}
                                for n in range(50)], 'before', refusals)
        server.settle()
        alert = server.alerts()[0]
        stat = os.statvfs(folder)
        with open(os.path.join(folder, 'ballast'), 'wb') as file:
            file.write(b'\0' * (stat.f_bavail * stat.f_frsize - (100 << 20)))
        status = [server.ingest(token, [{'campaign': 'full', 'n': f'refused-{n}'}]).status
                  for n in range(5)]
        self.assertTrue(all(s in (429, 503) for s in status), status)
        ready = server.request('GET', '/readyz')
        self.assertEqual(ready.status, 503)
        server.sign_in('admin', PASSWORD)
        closed = server.request('POST', f'/api/v1/alerts/{alert["id"]}/dismiss',
                                {'reason': 'false_positive', 'note': 'đã xem'},
                                token=server.tokens['soc_analyst'])
        self.assertEqual(closed.status, 200, closed)
        self.assertEqual(closed.json()['status'], 'dismissed')
        os.remove(os.path.join(folder, 'ballast'))
        for n in range(5):
            deliver(server, token, [{'campaign': 'full', 'n': f'after-{n}'}], f'after-{n}', refusals)
        server.settle()
        self.assertEqual(len(server.search_all('campaign:full')), 55)
        counters = server.counters(source)
        self.assertEqual(counters['received'],
                         counters['stored'] + counters['rejected'] + counters['duplicates'])
        self.assertGreaterEqual(counters['rejected_by'].get('spool_failed', 0), 5)
        self.assertEqual(server.request('GET', '/readyz').status, 200)

    def test_a_full_spool_holds_senders_back_until_the_engine_is_there(self):
        """The engine stands still, the spool fills up: senders are told to wait. Then all is stored."""
        server = Server(self, settings={'spool.max_mib': '16'}).start().set_up()
        source, token = server.new_source('động cơ dừng')
        engine = server.engine_pid()
        os.kill(engine, signal.SIGSTOP)
        sent, status = 0, 200
        try:
            while status == 200 and sent < 2000 * 400:
                status = server.ingest(token, [{'campaign': 'away', 'n': f'{sent + i}', 'x': 'y' * 200}
                                               for i in range(2000)], f'{sent}').status
                sent += 2000 if status == 200 else 0
            self.assertIn(status, (429, 503))
            ready = server.request('GET', '/readyz')
            self.assertEqual(ready.status, 503)
            parts = {part['name']: part for part in ready.json()['components']}
            self.assertFalse(parts['events']['ok'])
            self.assertIn('full', parts['spool']['detail'])
            self.assertEqual(server.counters(source)['in_flight'], sent)
        finally:
            os.kill(engine, signal.SIGCONT)
        wait_for('intake to go on', 60,
                 lambda: server.ingest(token, [{'campaign': 'away', 'n': 'last'}], 'last').status == 200)
        server.settle(120)
        counters = server.counters(source)
        report(f'{sent} events fit into 16 MiB of spool; all stored afterwards')
        self.assertEqual(counters['stored'], sent + 1)
        self.assertEqual(counters['received'],
                         counters['stored'] + counters['rejected'] + counters['duplicates'])

    def flood(self, server, word, seconds):
        """Writes lines of about 1 KiB over TCP until they are not read for `seconds`, or 60 MB are
        gone; (connection, lines written whole, rest of the line that was cut)"""
        connection = socket.create_connection(('127.0.0.1', server.syslog_port), 10)
        self.addCleanup(connection.close)
        connection.setblocking(False)
        written, rest, moved_at = 0, b'', time.monotonic()
        while written < 60_000 and time.monotonic() - moved_at < seconds:
            if not rest:
                rest = f'<13>1 - h app - - - {word} {written:06} {"z" * 1000}\n'.encode()
                written += 1
            try:
                rest = rest[connection.send(rest):]
                moved_at = time.monotonic()
            except BlockingIOError:
                time.sleep(0.01)
        return connection, written, rest

    def test_syslog_over_tcp_is_read_slower_while_the_spool_is_full(self):
        """The engine stands still and the spool is full: a sender over TCP is not read on, as its
        window says; nothing of what it wrote is lost. UDP is shed and counted."""
        server = Server(self, settings={'spool.max_mib': '16', 'pipeline.queue_mib': '4'})
        server.start().set_up()
        source, _ = server.new_source('syslog dừng', network='127.0.0.1/32')
        engine = server.engine_pid()
        os.kill(engine, signal.SIGSTOP)
        try:
            connection, written, rest = self.flood(server, 'tcpaway', 5)
            self.assertLess(written, 60_000, 'the sender was never held back')
            self.assertFalse(server.request('GET', '/readyz').json()['ready'])
            # The first of them may find room where the next stretch of the connection has none.
            datagrams = 0

            def shed():
                return server.counters(source)['rejected_by'].get('shed', 0)

            while shed() < 200 and datagrams < 4000:
                for _ in range(20):
                    server.syslog_udp(
                        f'<13>1 - h app - - - udpaway {datagrams:05} {"z" * 6000}'.encode())
                    datagrams += 1
                time.sleep(0.05)
            self.assertGreaterEqual(shed(), 200)
        finally:
            os.kill(engine, signal.SIGCONT)
        connection.setblocking(True)
        connection.settimeout(60 * SLACK)
        connection.sendall(rest)
        connection.close()
        wait_for('all of them stored', 120 * SLACK, lambda: server.counters(source)[
            'stored'] >= written, 0.2)
        server.settle(120)
        counters = server.counters(source)
        lost = counters['rejected_by']['shed']
        report(f'{written} lines over TCP, held back while the spool was full: all stored; '
               f'{lost} of {datagrams} datagrams shed and counted')
        self.assertEqual(counters['rejected_by'], {'shed': lost})
        self.assertEqual(counters['stored'], written + datagrams - lost)
        self.assertEqual(counters['received'],
                         counters['stored'] + counters['rejected'] + counters['duplicates'])

    def test_syslog_over_tcp_may_be_shed_instead(self):
        """The same with `pipeline.when_full: shed`: no sender is held back, what does not fit is
        counted."""
        server = Server(self, settings={'spool.max_mib': '16', 'pipeline.queue_mib': '4',
                                        'pipeline.when_full': 'shed'}).start().set_up()
        source, _ = server.new_source('syslog bỏ bớt', network='127.0.0.1/32')
        engine = server.engine_pid()
        os.kill(engine, signal.SIGSTOP)
        try:
            connection, written, rest = self.flood(server, 'tcpshed', 60 * SLACK)
            self.assertEqual(written, 60_000)
            connection.setblocking(True)
            connection.sendall(rest)
            connection.close()
            wait_for('all of them received', 60 * SLACK, lambda: server.counters(source)[
                'received'] == written)
        finally:
            os.kill(engine, signal.SIGCONT)
        server.settle(120)
        counters = server.counters(source)
        report(f'{written} lines over TCP: {counters["stored"]} stored, {counters["rejected_by"]}')
        self.assertGreater(counters['stored'], 5000)
        self.assertGreater(counters['rejected_by'].get('shed', 0), 5000)
        self.assertEqual(counters['received'],
                         counters['stored'] + counters['rejected'] + counters['duplicates'])


if __name__ == '__main__':
    unittest.main()
