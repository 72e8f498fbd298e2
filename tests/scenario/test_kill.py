# SPDX-License-Identifier: Apache-2.0
"""Kill campaign: what was acknowledged is there once, whatever is killed when.

LACHAN_KILLS (50) kills, LACHAN_SEED repeats a run. The long form: LACHAN_KILLS=1000.
"""

import os
import random
import threading
import time
import unittest

from harness import KILLS, SLACK, Server, Worker, report, run, wait_for

SEED = int(os.environ.get('LACHAN_SEED', '0')) or random.SystemRandom().randrange(1, 10**9)
SENDERS = 4
EVENTS_PER_SECOND = 1500  # Of all senders: more would only make the count at the end longer.


class Sender:
    """Sends batches until told to stop; a batch without answer goes again with its key."""

    def __init__(self, server, name, token, random_):
        self.server, self.name, self.token, self.random = server, name, token, random_
        self.sent, self.markers = set(), set()
        self.batches = self.retries = self.duplicates = 0
        self.refusals = {}

    def new_batch(self):
        size = self.random.choice((1, 2, self.random.randint(3, 100), self.random.randint(50, 400)))
        lines = []
        for _ in range(size):
            number = len(self.sent)
            identity = f'{self.name}-{number:07d}'
            record = {'seq': identity, 'program': 'campaign', 'note': 'x' * number_of(self.random)}
            if self.random.random() < 0.01:
                # A host of its own: no other detection joins its alert.
                record |= {'marker': 'alarm', 'host': f'may-{identity}'}
                self.markers.add(identity)
            self.sent.add(identity)
            lines.append(record)
        return lines

    def deliver(self, lines, key):
        while True:
            try:
                answer = self.server.ingest(self.token, lines, key, timeout=20)
            except OSError:
                self.retries += 1
                time.sleep(self.random.uniform(0.01, 0.1))
                continue
            if answer.status == 200:
                break
            self.refusals[answer.status] = self.refusals.get(answer.status, 0) + 1
            assert answer.status in (429, 503), answer
            time.sleep(0.1)
        receipt = answer.json()
        assert receipt['read'] == receipt['accepted'] == len(lines), receipt
        self.duplicates += receipt['duplicate']
        self.batches += 1

    def work(self, stop):
        while not stop.is_set():
            lines = self.new_batch()
            self.deliver(lines, f'{self.name}/{self.batches}')
            stop.wait(len(lines) * SENDERS / EVENTS_PER_SECOND)


def number_of(random_):
    return random_.choice((0, 10, 100, 2000))


class Clerk:
    """Changes the register meanwhile: an acknowledged row must stay, with its fact."""

    def __init__(self, server):
        self.server, self.acknowledged, self.attempts = server, [], 0

    def work(self, stop):
        while not stop.is_set():
            self.attempts += 1
            name = f'người trực {self.attempts}'
            try:
                answer = self.server.request('POST', '/api/v1/systems', {
                    'agency_id': self.server.agency, 'name': name}, self.server.admin, timeout=20)
            except OSError:
                stop.wait(0.1)
                continue
            if answer.status == 201:
                self.acknowledged.append(name)
            else:
                assert answer.status == 503, answer
            stop.wait(0.05)


def sockets(pid):
    """Numbers of the sockets of a process."""
    folder, found = f'/proc/{pid}/fd', set()
    for descriptor in os.listdir(folder):
        try:
            target = os.readlink(f'{folder}/{descriptor}')
        except OSError:
            continue
        if target.startswith('socket:'):
            found.add(target)
    return found


class EngineTest(unittest.TestCase):
    def test_an_engine_that_was_started_again_has_no_socket_of_ours(self):
        """Else it holds the ports for a while when `lachan` is killed, and its start fails; and
        senders learn late that their connection is gone."""
        server = Server(self).start().set_up()
        first = server.engine_pid()
        server.kill_engine()
        wait_for('the engine', 60 * SLACK, lambda: server.engine_pid() not in (None, first))
        wait_for('its answer', 60 * SLACK, lambda: all(
            part['ok'] for part in server.request('GET', '/readyz').json()['components']))
        self.assertEqual(sockets(server.engine_pid()) & sockets(server.process.pid), set())


class KillTest(unittest.TestCase):
    def campaign(self, server, random_):
        """Kills both programs in turn at random moments; returns the times of the restarts."""
        killed = {'lachan': 0, 'lachan-eventd': 0}
        starts, told = [], 0
        while sum(killed.values()) < KILLS:
            time.sleep(random_.uniform(0, 0.8))
            if random_.random() < 0.5 and server.kill_engine():
                killed['lachan-eventd'] += 1
                continue
            server.kill()
            killed['lachan'] += 1
            server.spawn()
            # Every third time the next kill may hit a start that is not through yet.
            while random_.random() < 0.34 and sum(killed.values()) < KILLS:
                time.sleep(random_.uniform(0, 1.2))
                server.kill()
                killed['lachan'] += 1
                server.spawn()
            begun = time.monotonic()
            server.wait_ready(30)
            starts.append(time.monotonic() - begun)
            if sum(killed.values()) // 100 > told:
                told = sum(killed.values()) // 100
                report(f'{sum(killed.values())} kills')
        return killed, starts

    def test_acknowledged_is_there_once(self):
        """Under kill -9 of both programs, every event acknowledged over HTTP is found exactly once,
        every alert of it is raised exactly once, acknowledged changes stay, and the journal is
        intact."""
        random_ = random.Random(SEED)
        report(f'seed {SEED} (LACHAN_SEED), {KILLS} kills')
        server = Server(self).start().set_up()
        senders = []
        for n in range(SENDERS):
            _, token = server.new_source(f'nguồn {n}')
            senders.append(Sender(server, f'k{n}', token, random.Random(SEED * 10 + n)))
        clerk = Clerk(server)
        stop = threading.Event()
        workers = [Worker(lambda s=s: s.work(stop)) for s in [*senders, clerk]]
        begun = time.monotonic()
        for worker in workers:
            worker.start()
        killed, starts = self.campaign(server, random_)
        stop.set()
        for worker in workers:
            worker.join(120)
        took = time.monotonic() - begun

        server.settle(60)
        begun = time.monotonic()
        sent = set().union(*(s.sent for s in senders))
        found = [field['value'] for row in server.search_all('program:campaign')
                 for field in row['fields'] if field['name'] == 'seq']
        alerts = server.alerts()
        systems, after = [], ''
        while True:
            page = server.get('systems', limit=1000, after=after)
            systems += [row['name'] for row in page['rows']]
            after = page['next']
            if not after:
                break
        counted = time.monotonic() - begun
        report(f'{killed["lachan"]} of lachan, {killed["lachan-eventd"]} of lachan-eventd in '
               f'{took:.0f} s; restart to ready {sum(starts) / max(1, len(starts)):.2f} s mean, '
               f'{max(starts, default=0):.2f} s longest')
        report(f'{len(sent)} events acknowledged in {sum(s.batches for s in senders)} batches, '
               f'{sum(s.retries for s in senders)} retries, '
               f'{sum(s.duplicates for s in senders)} known as duplicates, '
               f'refusals {[s.refusals for s in senders if s.refusals]}; found {len(found)}, '
               f'{len(sent - set(found))} lost, {len(found) - len(set(found))} doubled; '
               f'read back in {counted:.1f} s')
        markers = set().union(*(s.markers for s in senders))
        report(f'{len(markers)} marked events, {len(alerts)} alerts, '
               f'{sum(row["count"] for row in alerts)} detections counted in them; '
               f'{len(clerk.acknowledged)} changes acknowledged')
        self.assertEqual(sorted(sent - set(found)), [], 'acknowledged and lost')
        self.assertEqual(len(found), len(set(found)), 'found more than once')
        self.assertEqual(set(found) - sent, set(), 'never sent')
        hosts = [row['host'] for row in alerts]
        self.assertEqual(sorted(hosts), sorted(f'may-{m}' for m in markers), 'alerts')
        self.assertEqual({row['count'] for row in alerts} | {1}, {1}, 'detections counted twice')
        for name in clerk.acknowledged:
            self.assertEqual(systems.count(name), 1, name)

        status, said = run('audit', 'verify', '--data', server.data)
        self.assertEqual(status, 0, said)
        self.assertIn('intact', said)
        server.stop()
        status, said = run('audit', 'verify', '--data', server.data)
        self.assertEqual(status, 0, said)


if __name__ == '__main__':
    unittest.main()
