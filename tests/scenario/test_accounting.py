# SPDX-License-Identifier: Apache-2.0
"""What became of every record: received = stored + rejected + duplicates, per source."""

import os
import random
import signal
import threading
import time
import unittest

from harness import Scenario, Server, Worker, report, wait_for


def deliver(server, token, lines, key):
    """Sends, again after "being processed": a copy that comes while the first is on its way."""
    while True:
        answer = server.ingest(token, lines, key)
        if answer.status == 200:
            return answer
        assert answer.status == 503 and b'being processed' in answer.body, answer
        time.sleep(0.02)


class AccountingTest(Scenario):
    settings = {'syslog.max_line_kib': '4'}

    def test_nothing_is_unaccounted_for(self):
        """After quiescence received = stored + rejected + duplicates for every source and for
        senders nobody claims, whatever was sent: good, malformed, too long, empty, twice at once."""
        server, random_ = self.server, random.Random(7)
        sources = [server.new_source(f'đếm {n}') for n in range(3)]
        expected, lock = {source: 0 for source, _ in sources}, threading.Lock()

        def send(source, token, key, lines):
            answer = deliver(server, token, lines, key)
            receipt = answer.json()
            assert receipt['read'] == receipt['accepted'] + len(receipt['rejected']), receipt
            with lock:
                expected[source] += receipt['read']

        def work(source, token, seed):
            mine = random.Random(seed)
            for batch in range(20):
                lines = [mine.choice(('plain text', {'n': batch}, '{"broken', '{"a":1}}',
                                      b'\xff\xfe\x00latin', 'x' * ((1 << 20) + 1)))
                         for _ in range(mine.randint(1, 20))]
                key = f'{source}/{batch}' if mine.random() < 0.7 else None
                for _ in range(mine.randint(1, 3)):
                    send(source, token, key, lines)

        # Two clients of each source send the same: whoever comes second is a duplicate.
        workers = [Worker(lambda s=s, t=t: work(s, t, s)) for s, t in sources for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(120)
        good = random_.randint(50, 100)
        for n in range(good):
            server.syslog_udp(f'<13>1 - h{n} app - - - số {n}'.encode())
        server.syslog_udp(b'<13>' + b'x' * 6000)
        server.syslog_tcp(b'<13>Nov 23 10:00:00 h app: short\n' + b'<13>' + b'y' * 10000 + b'\n' +
                          b'<13>after\n' + b'   \n')
        server.syslog_tcp(b'99999999999 <13>bad count\n')
        wait_for('syslog to arrive', 10,
                 lambda: server.counters(None)['received'] >= good + 3)
        server.settle()
        rows = [(s, server.counters(s)) for s, _ in sources] + [(None, server.counters(None))]
        for source, row in rows:
            report(f'source {source}: received {row["received"]} = stored {row["stored"]} + rejected '
                   f'{row["rejected"]} {row["rejected_by"]} + duplicates {row["duplicates"]}; '
                   f'malformed {row["malformed"]}')
            self.assertEqual(row['in_flight'], 0)
            self.assertEqual(row['received'], row['stored'] + row['rejected'] + row['duplicates'])
            self.assertEqual(row['rejected'], sum(row['rejected_by'].values()))
            if source:
                self.assertEqual(row['received'], expected[source])
                self.assertGreater(row['duplicates'], 0)
                self.assertGreater(row['malformed'], 0)
                self.assertGreater(row['rejected_by'].get('too_long', 0), 0)
        unknown = rows[-1][1]
        self.assertGreaterEqual(unknown['rejected_by'].get('too_long', 0), 2)
        metrics = server.metrics()
        self.assertEqual(metrics['records_received_total'], metrics['records_stored_total'] +
                         metrics['records_rejected_total'] + metrics['records_duplicate_total'])

    def test_stored_is_what_search_finds(self):
        """The number of stored records is the number of events that search finds."""
        server = self.server
        _, token = server.new_source('tìm lại')
        for n in range(30):
            answer = server.ingest(token, [{'campaign': 'found-again', 'n': f'{n}-{i}'}
                                           for i in range(n + 1)], f'again-{n}')
            self.assertEqual(answer.status, 200)
        server.settle()
        rows = server.search_all('campaign:found-again', limit=100)
        self.assertEqual(len(rows), sum(n + 1 for n in range(30)))
        self.assertEqual(len({row['id'] for row in rows}), len(rows))

    def test_concurrent_copies_count_once(self):
        """64 clients that deliver one batch with one key at once: one effect."""
        server = self.server
        source, token = server.new_source('một lần')
        lines = [{'campaign': 'one-effect', 'n': str(n)} for n in range(10)]
        statuses = []

        def one():
            statuses.append(deliver(server, token, lines, 'the-same-key').status)

        workers = [Worker(one) for _ in range(64)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(60)
        self.assertEqual(statuses, [200] * 64)
        server.settle()
        self.assertEqual(len(server.search_all('campaign:one-effect')), 10)
        row = server.counters(source)
        self.assertEqual((row['received'], row['stored'], row['duplicates']), (640, 10, 630))


class RestartTest(unittest.TestCase):
    def test_counters_go_on_over_restarts(self):
        """The sum holds for a source over stops, kills and an engine that stood still: nothing is
        forgotten that was acknowledged, nothing is counted twice."""
        random_ = random.Random(11)
        server = Server(self).start().set_up()
        source, token = server.new_source('qua nhiều lần khởi động')
        sent = duplicates = 0
        for round_ in range(8):
            if round_ in (1, 5, 7):
                os.kill(server.engine_pid(), signal.SIGSTOP)  # left in the spool
            for batch in range(random_.randint(1, 5)):
                lines = [{'campaign': 'restarts', 'n': f'{round_}-{batch}-{i}'}
                         for i in range(random_.randint(1, 200))]
                key = f'{round_}/{batch}'
                self.assertEqual(deliver(server, token, lines, key).status, 200)
                sent += len(lines)
                if random_.random() < 0.3:
                    deliver(server, token, lines, key)
                    duplicates += len(lines)
            if round_ % 2 == 0:
                server.settle()
                server.stop()
            else:
                server.kill()
            server.start()
        server.settle()
        row = server.counters(source)
        report(f'8 restarts: received {row["received"]} = stored {row["stored"]} + rejected '
               f'{row["rejected"]} + duplicates {row["duplicates"]}; {sent} sent, {duplicates} twice')
        self.assertEqual(row['stored'], sent)
        # A kill may forget that something was sent twice, on both sides of the sum.
        self.assertLessEqual(row['duplicates'], duplicates)
        self.assertEqual(row['received'], row['stored'] + row['rejected'] + row['duplicates'])
        self.assertEqual(row['in_flight'], 0)
        self.assertIsNotNone(row['last_received_at'])
        self.assertEqual(len(server.search_all('campaign:restarts')), sent)


if __name__ == '__main__':
    unittest.main()
