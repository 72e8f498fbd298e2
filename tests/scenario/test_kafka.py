# SPDX-License-Identifier: Apache-2.0
"""Topics of Kafka: a cluster of one process (librdkafka's own mock) and kcat as the producer."""

import os
import shutil
import subprocess
import time
import unittest

from harness import SLACK, SOURCE, Server, _alive, report, temp_folder, wait_for
from senders import arrived, tool


class Cluster:
    """topics: "name:partitions"."""

    def __init__(self, case, *topics):
        compiler = shutil.which('cc') or shutil.which('gcc')
        if not compiler or not os.path.exists('/usr/include/librdkafka/rdkafka_mock.h'):
            case.skipTest('skipped: no librdkafka-dev, or no C compiler')
        if not tool('kcat'):
            case.skipTest('skipped: no kcat')
        program = os.path.join(temp_folder(case), 'kafka_mock')
        subprocess.run([compiler, '-O1', '-o', program,
                        os.path.join(SOURCE, 'tests', 'scenario', 'kafka_mock.c'), '-lrdkafka'],
                       check=True)
        self.process = subprocess.Popen([program, *topics], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        _alive.add(self.process)
        case.addCleanup(self.stop)
        self.brokers = self.process.stdout.readline().decode().strip()

    def order(self, word):
        self.process.stdin.write(word.encode() + b'\n')
        self.process.stdin.flush()

    def stop(self):
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()
        _alive.discard(self.process)

    def produce(self, topic, lines, *more):
        subprocess.run([tool('kcat'), '-P', '-q', '-b', self.brokers, '-t', topic, *more],
                       input=''.join(line + '\n' for line in lines).encode(), check=True,
                       timeout=120 * max(1, SLACK), stderr=subprocess.DEVNULL)


def topics_file(case, text):
    path = os.path.join(temp_folder(case), 'topics.yaml')
    with open(path, 'w') as file:
        file.write(text)
    return path


class KafkaTest(unittest.TestCase):
    def settings(self, cluster, text):
        return {'kafka.brokers': cluster.brokers, 'kafka.session_seconds': 6,
                'kafka.topics': topics_file(self, text)}

    def test_messages_become_records_of_their_source(self):
        """Two topics of two sources; formats are found; messages without a value are counted; lag and
        health are told; brokers that go away are told and come back."""
        cluster = Cluster(self, 'so-a.web:2', 'so-a.syslog:1')
        server = Server(self, settings=self.settings(
            cluster, 'kafka:\n- source: web\n  topics: so-a.web\n  host: proxy01\n'
                     '- source: máy chủ\n  topics: [so-a.syslog]\n')).start().set_up()
        web, _ = server.new_source('web')
        hosts, _ = server.new_source('máy chủ')
        cluster.produce('so-a.web', [f'{{"event":"kafkaweb","n":{n}}}' for n in range(300)])
        cluster.produce('so-a.syslog',
                        [f'<34>1 2026-11-01T10:00:00Z db0{n} sshd 7 - - kafkasyslog {n}'
                         for n in range(5)])
        # kcat -Z: what is empty behind the key is a message without a value.
        cluster.produce('so-a.web', ['key:'], '-Z', '-K', ':')
        rows = arrived(server, 'kafkasyslog', 5, 60)
        self.assertEqual({row['transport'] for row in rows}, {'kafka'})
        self.assertEqual({row['host'] for row in rows}, {f'db0{n}' for n in range(5)})
        # A time of long ago is believed: it lay in Kafka.
        self.assertTrue(all(row['time'].startswith('2026-11-01T10:00:00') for row in rows), rows[0])
        wait_for('the other topic', 60, lambda: server.counters(web)['received'] == 301)
        server.settle()
        rows = server.search_all('event:kafkaweb')
        self.assertEqual(len(rows), 300)
        self.assertEqual({row['host'] for row in rows}, {'proxy01'})
        counters = server.counters(web)
        self.assertEqual(counters['stored'], 300)
        self.assertEqual(counters['rejected'], 1)
        self.assertEqual(server.counters(hosts)['stored'], 5)
        wait_for('no lag', 60, lambda: server.metrics().get('kafka_lag_messages'
                                                            '{partition="so-a.web/0"}') == 0)
        self.assertEqual(server.metrics()['kafka_partitions'], 3)
        ready = server.request('GET', '/readyz').body.decode()
        self.assertIn('3 partitions, 0 messages behind', ready)
        listener = next(one for one in server.get('sources/status')['listeners']
                        if one['name'] == 'kafka')
        self.assertEqual(listener['counts']['kafka_records'], 305)
        cluster.order('down')
        wait_for('the warning', 60, lambda: 'Kafka: ' in
                 server.request('GET', '/readyz').body.decode())
        self.assertEqual(server.request('GET', '/readyz').status, 200, 'others go on')
        cluster.order('up')
        cluster.produce('so-a.web', [f'{{"event":"kafkaback","n":{n}}}' for n in range(10)])
        arrived(server, 'event:kafkaback', 10, 60)
        wait_for('the warning gone', 60, lambda: 'Kafka: ' not in
                 server.request('GET', '/readyz').body.decode())
        self.assertIn('no longer: Kafka', server.log())

    def test_kills(self):
        """`lachan` is killed again and again while a producer goes on: each message is there exactly
        once, and received = stored + rejected + duplicate."""
        cluster = Cluster(self, 'kills:3')
        server = Server(self, settings=self.settings(
            cluster, 'kafka:\n- source: kill\n  topics: kills\n')).start().set_up()
        source, _ = server.new_source('kill')
        sent = 0
        for turn in range(5):
            before = server.counters(source)['received']
            for part in range(4):
                cluster.produce('kills', [f'kafkakill {sent + n:06}' for n in range(250)])
                sent += 250
                if part == 1:
                    # In the middle of it, perhaps between flush and commit.
                    wait_for('some of it', 60 * max(1, SLACK),
                             lambda b=before: server.counters(source)['received'] > b, 0.003)
                    server.kill()
                    server.spawn()
            server.wait_ready(60)
        rows = arrived(server, 'kafkakill', sent, 120)
        server.settle()
        rows = server.search_all('kafkakill')
        found = [row['raw'].split()[1] for row in rows]
        self.assertEqual(len(set(found)), sent)
        self.assertEqual(len(found), sent, 'doubled')
        counters = server.counters(source)
        self.assertEqual(counters['received'],
                         counters['stored'] + counters['rejected'] + counters['duplicates'])
        report(f'kafka: 5 kills, {sent} messages, none lost, none doubled')

    def test_the_engine_away_and_the_queue_small(self):
        """The event engine is gone and the spool small: topics wait in Kafka, nothing is lost."""
        cluster = Cluster(self, 'slow:2')
        settings = self.settings(cluster, 'kafka:\n- source: slow\n  topics: slow\n')
        server = Server(self, settings={**settings, 'pipeline.queue_mib': 1}).start().set_up()
        server.new_source('slow')
        server.kill_engine()
        for turn in range(4):
            cluster.produce('slow', [f'kafkaslow {turn}{n:05} ' + 'x' * 200 for n in range(2500)])
        wait_for('all of it', 120 * max(1, SLACK),
                 lambda: server.metrics()['kafka_records_total'] == 10000)
        server.settle(120)
        found = [row['raw'].split()[1] for row in server.search_all('kafkaslow')]
        self.assertEqual(len(found), 10000)
        self.assertEqual(len(set(found)), 10000)

    def test_speed(self):
        """How fast a full topic is read; no promise, a figure."""
        cluster = Cluster(self, 'fast:4')
        server = Server(self, settings=self.settings(
            cluster, 'kafka:\n- source: fast\n  topics: fast\n')).start().set_up()
        server.new_source('fast')
        # The mock cluster keeps 5 MiB of a partition.
        lines = [f'{{"event":"kafkafast","n":{n},"text":"{"y" * 120}"}}' for n in range(20000)]
        cluster.produce('fast', lines, '-X', 'linger.ms=50')
        begun, first = time.monotonic(), server.metrics()['kafka_records_total']
        wait_for('all of it', 120 * max(1, SLACK),
                 lambda: server.metrics()['kafka_records_total'] == 20000)
        report(f'kafka: {20000 - first} messages in {time.monotonic() - begun:.1f} s')

    def test_what_is_wrong_is_said(self):
        """Mistakes end the start with what would be right; secrets are in no message."""
        folder = temp_folder(self)
        secret = os.path.join(folder, 'secret')
        with open(secret, 'w') as file:
            file.write('canary-7713\n')
        good = topics_file(self, 'kafka:\n- source: a\n  topics: b\n')
        bad = topics_file(self, 'kafka:\n- source: a\n  topics: b*\n')
        cases = [({'kafka.brokers': '127.0.0.1:9'}, 'belong together'),
                 ({'kafka.brokers': '127.0.0.1:9', 'kafka.topics': bad}, "line 3: 'b*' is no name"),
                 ({'kafka.brokers': '127.0.0.1:9', 'kafka.topics': good,
                   'kafka.security': 'tls'}, "'tls' is none of"),
                 ({'kafka.brokers': '127.0.0.1:9', 'kafka.topics': good,
                   'kafka.security': 'sasl_ssl', 'kafka.user': 'u'}, 'kafka.password_file'),
                 ({'kafka.brokers': '127.0.0.1:9', 'kafka.topics': good,
                   'kafka.security': 'sasl_ssl', 'kafka.user': 'u',
                   'kafka.password_file': secret, 'kafka.ca_file': '/nowhere.pem'}, 'nowhere.pem')]
        for settings, says in cases:
            with self.subTest(says=says):
                server = Server(self, settings=settings)
                server.spawn()
                wait_for('the refusal', 60, lambda s=server: s.process.poll() is not None)
                self.assertEqual(server.process.returncode, 2)
                self.assertIn(says, server.log())
                self.assertNotIn('canary-7713', server.log())
                server.end(9)
        # Brokers that are not there are no mistake: the rest works.
        server = Server(self, settings={
            'kafka.brokers': '127.0.0.1:9', 'kafka.topics': good, 'kafka.security': 'sasl_plaintext',
            'kafka.user': 'u', 'kafka.password_file': secret}).start().set_up()
        wait_for('the warning', 60, lambda: '127.0.0.1:9' in
                 server.request('GET', '/readyz').body.decode())
        server.stop()
        self.assertNotIn('canary-7713', server.log())


if __name__ == '__main__':
    unittest.main()
