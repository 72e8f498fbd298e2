#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures the whole chain on this machine: a sender, `lachan serve` and its `lachan-eventd`.

  bench/chain.py http [--seconds 60] [--rate 0] [--batch 1000] [--connections 4] [--file EVENTS.jsonl]
  bench/chain.py tcp | udp …
  bench/chain.py latency [--rate 20000]       socket to searchable, socket to alert
  bench/chain.py away [--rate 3000] [--events 10800000] [--seconds 20]   an hour's events arrive while
                                              the engine stands still; then it catches up
  --no-sigma: our rules only, also where ../shared has SigmaHQ's. --settle: seconds for the rest.

Build first: ninja -C build/release lachan lachan-eventd chain_load
"""

import argparse
import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), '..'))
sys.path.insert(0, os.path.join(ROOT, 'tests', 'scenario'))
import harness  # noqa: E402

LOAD = os.environ.get("CHAIN_LOAD") or os.path.join(harness.BINARY, "bench", "chain_load")
SIGMA = os.path.join(ROOT, '..', 'shared', 'detect', 'sigma_rules', 'rules')
TICK = os.sysconf('SC_CLK_TCK')


class Case:
    """Takes the place of a test case for the harness."""

    def __init__(self):
        self.cleanups = []

    def addCleanup(self, what, *arguments):
        self.cleanups.append((what, arguments))

    def clean(self):
        while self.cleanups:
            what, arguments = self.cleanups.pop()
            what(*arguments)


def threads_of(pid):
    """{thread: (name, processor seconds)}"""
    out = {}
    for task in os.listdir(f'/proc/{pid}/task'):
        try:
            with open(f'/proc/{pid}/task/{task}/stat') as file:
                stat = file.read()
        except OSError:
            continue
        name = stat[stat.index('(') + 1:stat.rindex(')')]
        fields = stat[stat.rindex(')') + 2:].split()
        out[task] = (name, (int(fields[11]) + int(fields[12])) / TICK)
    return out


def process_seconds(pid):
    with open(f'/proc/{pid}/stat') as file:
        fields = file.read().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def resident(pid):
    with open(f'/proc/{pid}/statm') as file:
        return int(file.read().split()[1]) * os.sysconf('SC_PAGESIZE') / 1e6


class OnSocket(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__('localhost', timeout=60)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


def ask_engine(pid, sql):
    """The engine's answer, as lines of fields."""
    with open(f'/proc/{pid}/cmdline', 'rb') as file:
        words = file.read().decode().split('\0')
    connection = OnSocket(words[words.index('--socket') + 1])
    connection.request('POST', '/?database=lachan', sql.encode())
    text = connection.getresponse().read().decode()
    connection.close()
    return [line.split('\t') for line in text.splitlines()]


class Watch(threading.Thread):
    """Memory of both processes over time."""

    def __init__(self, pids):
        super().__init__(daemon=True)
        self.pids, self.samples, self.done = pids, [], threading.Event()

    def run(self):
        while not self.done.wait(1):
            try:
                self.samples.append([resident(pid) for pid in self.pids])
            except OSError:
                return

    def text(self, index):
        values = [sample[index] for sample in self.samples] or [0]
        some = values[::max(1, len(values) // 8)]
        return f'most {max(values):.0f} MB; over time {" ".join(f"{v:.0f}" for v in some)}'


class Chain:
    def __init__(self, options):
        self.options = options
        self.case = Case()
        rules = [os.path.join(ROOT, 'rules')]
        if os.path.isdir(SIGMA) and not options.no_sigma:
            rules.append(SIGMA)
        settings = {'rules.folders': ','.join(rules)}
        for pair in options.set:
            key, value = pair.split('=', 1)
            settings[key] = value
        self.server = harness.Server(self.case, settings=settings)
        self.server.settings['rules.folders'] += ',' + os.path.join(self.server.folder, 'rules')
        self.server.start(240).set_up()
        self.source, self.token = self.server.new_source('đo lường', network='127.0.0.1/32')
        self.engine = self.server.engine_pid()
        ready = self.server.request('GET', '/readyz').json()
        rules = next(part['detail'] for part in ready['components'] if part['name'] == 'rules') \
            if isinstance(ready, dict) and 'components' in ready else ''
        print(f'started in {self.server.started_in:.1f} s; rules: {rules or ready}')

    def load(self, way, seconds, rate, batch, connections, file=''):
        port = self.server.http_port if way == 'http' else self.server.syslog_port
        command = [LOAD, way, str(port), str(seconds), str(rate), str(batch), str(connections),
                   self.token] + ([file] if file else [])
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def stored(self):
        now = self.server.metrics()
        return now['records_stored_total']

    def wait_settled(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            now = self.server.metrics()
            if all(now[k] == 0 for k in ('records_in_flight', 'queue_bytes', 'store_lag_batches',
                                         'detect_lag_batches')):
                return True
            time.sleep(0.1)
        return False

    def close(self):
        self.server.stop()
        self.case.clean()


def share(before, after, seconds, least=0.004):
    """Lines 'name  share of a processor', threads of one name together."""
    sums = {}
    for task, (name, spent) in after.items():
        used = spent - before.get(task, (name, 0))[1]
        sums[name] = sums.get(name, 0) + used
    return {name: used / seconds for name, used in sorted(sums.items(), key=lambda x: -x[1])
            if used / seconds >= least}


def measure(chain, options):
    server = chain.server
    pids = (server.process.pid, chain.engine)
    before = server.metrics()
    threads = [threads_of(pid) for pid in pids]
    spent = [process_seconds(pid) for pid in pids]
    watch = Watch(pids)
    watch.start()
    begun = time.monotonic()
    load = chain.load(options.way, options.seconds, options.rate, options.batch,
                      options.connections, options.file)
    said = load.communicate()[0].split()
    taken = time.monotonic() - begun
    at_end = server.metrics()
    after = [threads_of(pid) for pid in pids]
    used = [process_seconds(pid) - s for pid, s in zip(pids, spent)]
    settled = chain.wait_settled(options.settle)
    whole = time.monotonic() - begun
    watch.done.set()
    final = server.metrics()
    sent, acknowledged, refused, size = (int(x) for x in said[:4])
    seconds, sender = float(said[4]), float(said[5])
    of = lambda now, name: now[name] - before[name]  # noqa: E731
    stored = of(final, 'records_stored_total')
    print(f'{options.way}: {options.connections} connections, {options.batch} a batch, '
          f'{size / max(1, sent):.0f} bytes an event, {seconds:.1f} s')
    print(f'  sent          {sent:>10} {sent / seconds:>10.0f} events/s {size / seconds / 1e6:>8.1f} MB/s')
    if options.way == 'http':
        print(f'  acknowledged  {acknowledged:>10} {acknowledged / seconds:>10.0f} events/s, '
              f'refused {refused}')
    print(f'  received      {of(final, "records_received_total"):>10}, shed {of(final, "records_shed_total")}, '
          f'rejected {of(final, "records_rejected_total")}'
          + (f', kernel drops {sent - of(final, "records_received_total")}' if options.way == 'udp' else ''))
    print(f'  stored        {stored:>10} {stored / whole:>10.0f} events/s to the end'
          f'{"" if settled else " (NOT SETTLED)"}; '
          f'{of(at_end, "records_stored_total") / taken:.0f} events/s while sending; '
          f'the rest took {whole - taken:.1f} s')
    print(f'  detections    {of(final, "detections_total"):>10}; inserts tried again '
          f'{of(final, "store_retries_total")}')
    rules = {}
    for row in server.get('alerts', limit=1000)['rows']:
        title = row.get('rule_title') or row.get('title') or row['rule_id']
        rules[title] = rules.get(title, 0) + row['count']
    for title, count in sorted(rules.items(), key=lambda x: -x[1])[:options.show_rules]:
        print(f'    {count:>8} {title}')
    print(f'  lag at the end of sending: {at_end["store_lag_batches"]} batches to store, '
          f'{at_end["detect_lag_batches"]} to match, spool {at_end["spool_bytes"] / 1e6:.0f} MB')
    print(f'  processors: sender {sender / seconds:.2f}, lachan {used[0] / taken:.2f}, '
          f'lachan-eventd {used[1] / taken:.2f}; '
          f'{(sender + sum(used)) / max(1, sent) * 1e6:.2f} us an event in all')
    for index, name in enumerate(('lachan', 'lachan-eventd')):
        shares = share(threads[index], after[index], taken)
        print(f'    {name}: ' + ', '.join(f'{n} {s:.2f}' for n, s in list(shares.items())[:14]))
        print(f'    {name} memory: {watch.text(index)}')
    time.sleep(options.merge)
    parts, rows, disk = (int(x) for x in ask_engine(
        chain.engine, "SELECT count(), sum(rows), sum(bytes_on_disk) FROM system.parts "
        "WHERE table = 'events' AND active")[0])
    print(f'  on disk {disk / max(1, rows):.0f} bytes an event = '
          f'{disk / max(1, rows) / (size / max(1, sent)) * 100:.1f} % of what was sent; {parts} parts')
    if options.columns:
        for name, column in ask_engine(
                chain.engine, "SELECT name, sum(data_compressed_bytes) AS b FROM system.columns "
                "WHERE table = 'events' GROUP BY name ORDER BY b DESC LIMIT 15"):
            print(f'    {int(column) / max(1, rows):8.1f} {name}')


def quantile(values, share_):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share_))] if values else float('nan')


def latency(chain, options):
    """Probes among a steady load: the time until search finds them, and until their alert is there."""
    server = chain.server
    load = chain.load('http', options.seconds, options.rate, options.batch, options.connections)
    time.sleep(2)
    found, alerted = [], []
    end = time.monotonic() + options.seconds - 6
    number = 0

    def until(condition):
        begun = time.monotonic()
        while time.monotonic() - begun < 30:
            if condition():
                return time.monotonic() - begun
            time.sleep(0.02)
        return 30

    while time.monotonic() < end:
        number += 1
        host = f'may-do-{number}'
        begun = time.monotonic()
        server.ingest(chain.token, [{'program': 'probe', 'host': host, 'marker': 'alarm',
                                     'probe': host}])
        seen = {}

        def alert():
            until(lambda: host in {row['host'] for row in server.get(
                'alerts', rule_id=harness.MARKER_RULE_ID, limit=50)['rows']})
            seen['alert'] = time.monotonic() - begun

        other = threading.Thread(target=alert)
        other.start()
        until(lambda: server.get('events', query=f'probe:{host}', limit=1)['rows'])
        found.append(time.monotonic() - begun)
        other.join()
        alerted.append(seen['alert'])
    said = load.communicate()[0].split()
    print(f'at {int(said[0]) / float(said[4]):.0f} events/s, {len(found)} probes, polled every 20 ms')
    for name, values in (('searchable', found), ('alert', alerted)):
        print(f'  socket to {name}: p50 {quantile(values, 0.5) * 1000:.0f} ms, '
              f'p99 {quantile(values, 0.99) * 1000:.0f} ms, mean {statistics.mean(values) * 1000:.0f} ms, '
              f'most {max(values) * 1000:.0f} ms')


def state_of(server):
    """What a person sees: the parts of /readyz that are not fine, and whether a search answers."""
    ready = server.request('GET', '/readyz')
    parts = {part['name']: part['detail'] for part in ready.json()['components'] if not part['ok']}
    try:
        search = server.request('GET', '/api/v1/events?limit=1',
                                token=server.tokens['soc_analyst'], timeout=10).status
    except OSError:
        search = 'no answer within 10 s'
    return ready.status, parts, search


def away(chain, options):
    """The engine stands still while events come; it goes on, and so does the live stream: how fast
    is the rest stored, and how long does a live event wait behind it?"""
    server, rate = chain.server, options.rate
    begun, before = time.monotonic(), chain.stored()
    acknowledged = int(chain.load('http', options.seconds, rate, 500, 2).communicate()[0].split()[1])
    chain.wait_settled(options.settle)
    print(f'live: {acknowledged} acknowledged at {rate:.0f} events/s, stored '
          f'{chain.stored() - before} in {time.monotonic() - begun:.0f} s')
    os.kill(chain.engine, signal.SIGSTOP)
    try:
        before, wanted, begun = chain.stored(), options.events or rate * 60, time.monotonic()
        taken, disk = 0, 0
        alerts = server.metrics()['detections_total']
        while taken < wanted:
            said = chain.load('http', 10, options.feed, options.batch,
                              options.connections).communicate()[0].split()
            taken += int(said[1])
            disk = max(disk, server.metrics()['spool_bytes'])
            if int(said[1]) == 0:
                print('  the spool takes nothing more')
                break
        now, took = server.metrics(), time.monotonic() - begun
        print(f'engine away: {taken} acknowledged in {took:.0f} s ({taken / took:.0f} events/s) = '
              f'{taken / rate / 60:.0f} minutes at {rate:.0f}/s; spool {disk / 1e6:.0f} MB, '
              f'{disk / max(1, taken):.0f} bytes an event; stored meanwhile '
              f'{chain.stored() - before}, detections {now["detections_total"] - alerts}, '
              f'memory of lachan {resident(server.process.pid):.0f} MB')
        print('  /readyz {0}, not fine: {1}; a search: {2}'.format(*state_of(server)))
    finally:
        os.kill(chain.engine, signal.SIGCONT)
    begun, behind = time.monotonic(), taken
    live = chain.load('http', 3600, rate, 500, 2)
    try:
        while time.monotonic() - begun < options.settle:
            time.sleep(0.2)
            # Live batches are always on their way: caught up is less than two seconds of them.
            behind = server.metrics()['records_in_flight']
            if behind < 2 * rate:
                break
        took = time.monotonic() - begun
        stored = chain.stored() - before
    finally:
        live.kill()
        live.communicate()
    print(f'caught up {"" if behind < 2 * rate else "NOT "}in {took:.1f} s: {stored / took:.0f} events/s '
          f'= {stored / took / rate:.1f} times the live rate, which went on meanwhile; memory of '
          f'lachan {resident(server.process.pid):.0f} MB')
    settled = chain.wait_settled(options.settle)
    row = server.counters(chain.source)
    print(f'accounts: received {row["received"]} = stored {row["stored"]} + rejected '
          f'{row["rejected"]} + duplicate {row["duplicates"]}{"" if settled else " (NOT SETTLED)"}')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('way', choices=('http', 'tcp', 'udp', 'latency', 'away'))
    parser.add_argument('--seconds', type=float, default=30)
    parser.add_argument('--rate', type=float, default=0)
    parser.add_argument('--events', type=int, default=0, help='away: so many arrive meanwhile')
    parser.add_argument('--feed', type=float, default=0, help='away: at this rate; 0: any')
    parser.add_argument('--batch', type=int, default=0)
    parser.add_argument('--connections', type=int, default=4)
    parser.add_argument('--file', default='')
    parser.add_argument('--settle', type=float, default=120)
    parser.add_argument('--merge', type=float, default=0, help='seconds to wait for merges')
    parser.add_argument('--no-sigma', action='store_true')
    parser.add_argument('--columns', action='store_true', help='what the columns weigh')
    parser.add_argument('--show-rules', type=int, default=0)
    parser.add_argument('--set', action='append', default=[], help='a setting, key=value')
    options = parser.parse_args()
    if options.way == 'latency' and not options.rate:
        options.rate = 20000
    if options.way == 'away' and not options.rate:
        options.rate = 3000
    if not options.batch:
        options.batch = {'http': 1000, 'tcp': 200, 'udp': 32, 'latency': 100, 'away': 1000}[options.way]
    chain = Chain(options)
    try:
        {'latency': latency, 'away': away}.get(options.way, measure)(chain, options)
    finally:
        chain.close()


if __name__ == '__main__':
    main()
