# SPDX-License-Identifier: Apache-2.0
"""Real senders: logger, rsyslogd, curl, plain sockets. Searchable and alerted within 2 seconds.

LACHAN_SLACK multiplies the 2 seconds on machines that are busy; what was measured is printed.
"""

import json
import os
import shutil
import socket
import subprocess
import time
import unittest

from harness import SLACK, Scenario, report, temp_folder, wait_for
from senders import assert_failed_login_is_found, failed_login, log_to

MARK = 'scenario-marker-alarm'


def tool(name):
    return shutil.which(name) or shutil.which(name, path='/usr/sbin:/sbin:/usr/bin:/bin')


class IntakeTest(Scenario):
    def sees(self, what, word, sent_at, host=None):
        """Waits for the event and its alert; returns the event. `word` occurs in this event only."""
        limit = 2 * SLACK
        deadline = sent_at + limit + 5
        event = searched = alerted = None
        while time.monotonic() < deadline and not (event and alerted):
            if not event:
                rows = self.server.get('events', query=word)['rows']
                if rows:
                    self.assertEqual(len(rows), 1, rows)
                    event, searched = rows[0], time.monotonic() - sent_at
            if not alerted and any(word in json.dumps(row['event'], ensure_ascii=False)
                                   for row in self.server.alerts()):
                alerted = time.monotonic() - sent_at
            time.sleep(0.02)
        self.assertTrue(event, f'{what}: never found by search')
        self.assertTrue(alerted, f'{what}: never an alert')
        report(f'{what}: found by search after {searched:.2f} s, alert after {alerted:.2f} s')
        self.assertLess(searched, limit, 'search')
        self.assertLess(alerted, limit, 'alert')
        if host:
            self.assertEqual(event['host'], host)
        return event

    def test_logger(self):
        """`logger` over TCP and UDP, RFC 5424 and 3164."""
        if not tool('logger'):
            self.skipTest('no logger (package bsdutils)')
        for transport in ('tcp', 'udp'):
            for form in ('rfc5424', 'rfc3164'):
                with self.subTest(transport=transport, form=form):
                    word = f'logger{transport}{form}'
                    before = self.detections()
                    sent = time.monotonic()
                    # Without --rfc…: the host would be this machine's; alerts would join.
                    subprocess.run([tool('logger'), f'--{transport}', f'--{form}', '--server',
                                    '127.0.0.1', '--port', str(self.server.syslog_port), '--tag',
                                    f'{transport}{form}', f'{MARK} {word}'], check=True)
                    event = self.find(word, sent, before)
                    self.assertEqual(event['transport'], f'syslog-{transport}')

    def detections(self):
        """Alerts of one host join, so their counts are looked at rather than their events."""
        return sum(row['count'] for row in self.server.alerts())

    def find(self, word, sent, before):
        """Waits for the event, and for one detection more than `before`."""
        limit = 2 * SLACK

        def look():
            rows = self.server.get('events', query=word)['rows']
            return rows and rows[0]

        event = wait_for(f'{word} found by search', limit, look, 0.02)
        searched = time.monotonic() - sent
        wait_for('alert', max(0.1, limit - searched), lambda: self.detections() > before, 0.02)
        report(f'{word}: found by search after {searched:.2f} s, alert after '
               f'{time.monotonic() - sent:.2f} s')
        return event

    def test_rsyslog(self):
        """rsyslogd with omfwd over TCP and UDP, RFC 5424 and the traditional template."""
        if not tool('rsyslogd'):
            self.skipTest('no rsyslogd (package rsyslog)')
        folder = temp_folder(self)
        # The socket of imuxsock has a short path limit.
        socket_path = os.path.join(folder, 'log.sock')
        actions = []
        for transport in ('tcp', 'udp'):
            for form, template in (('5424', 'RSYSLOG_SyslogProtocol23Format'),
                                   ('3164', 'RSYSLOG_TraditionalForwardFormat')):
                actions.append(
                    f'if $msg contains "{transport}{form}" then action(type="omfwd" '
                    f'target="127.0.0.1" port="{self.server.syslog_port}" '
                    f'protocol="{transport}" template="{template}"'
                    + (' TCP_Framing="octet-counted"' if form == '5424' and transport == 'tcp'
                       else '') + ')')
        path = os.path.join(folder, 'rsyslog.conf')
        with open(path, 'w') as file:
            file.write('\n'.join([
                f'global(workDirectory="{folder}" localHostname="may-rsyslog")',
                'module(load="imuxsock" SysSock.Use="off")',
                f'input(type="imuxsock" Socket="{socket_path}")', *actions, '']))
        log = open(os.path.join(folder, 'out'), 'wb')
        daemon = subprocess.Popen([tool('rsyslogd'), '-n', '-f', path, '-i',
                                   os.path.join(folder, 'pid')], stdout=log, stderr=log)
        log.close()

        def stop():
            daemon.terminate()
            try:
                daemon.wait(5)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()

        self.addCleanup(stop)
        wait_for('rsyslogd', 10, lambda: os.path.exists(socket_path))
        for transport in ('tcp', 'udp'):
            for form in ('5424', '3164'):
                with self.subTest(transport=transport, form=form):
                    word = f'rsyslog{transport}{form}'
                    before = self.detections()
                    sent = time.monotonic()
                    log_to(socket_path, f'<13>r{transport}{form}[7]: {MARK} {word} tiếng Việt')
                    event = self.find(word, sent, before)
                    self.assertEqual(event['transport'], f'syslog-{transport}')
                    self.assertEqual(event['host'], 'may-rsyslog')
                    self.assertIn('tiếng Việt', event['raw'])
                    log_to(socket_path, failed_login(f'an{transport}{form}'))
                    assert_failed_login_is_found(self, self.server, f'an{transport}{form}')

    def test_curl(self):
        """curl with JSON lines and a source's token."""
        if not tool('curl'):
            self.skipTest('no curl')
        source, token = self.server.new_source('curl')
        word = 'curlndjson'
        body = ''.join(json.dumps({'program': 'portal', 'host': f'may-curl-{n}', 'word': f'{word}{n}',
                                   'message': MARK if n == 1 else 'thường'},
                                  ensure_ascii=False) + '\n' for n in range(3))
        sent = time.monotonic()
        done = subprocess.run(
            [tool('curl'), '-sS', '--fail-with-body', '-H', f'Authorization: Bearer {token}',
             '--data-binary', '@-', f'http://127.0.0.1:{self.server.http_port}/ingest/v1/events'],
            input=body.encode(), stdout=subprocess.PIPE, check=True)
        self.assertEqual(json.loads(done.stdout)['accepted'], 3)
        event = self.sees('curl', f'{word}1', sent, host='may-curl-1')
        self.assertEqual((event['transport'], event['source_id'], event['agency_id']),
                         ('http', source, self.server.agency))

    def test_framing(self):
        """Plain TCP: a connection counts octets or ends lines, told by its first message; both in
        pieces and several messages at once."""
        def message(word, host):
            return f'<34>1 2026-11-23T10:00:00+07:00 {host} app 1 - - {MARK} {word}'.encode()

        words = [f'framing{n}' for n in range(5)]
        first, second, third, fourth, fifth = (message(w, f'may-{w}') for w in words)
        second += b'\nsecond line of it'
        with socket.create_connection(('127.0.0.1', self.server.syslog_port)) as counted, \
                socket.create_connection(('127.0.0.1', self.server.syslog_port)) as lines:
            sent = time.monotonic()
            counted.sendall(b'%d ' % len(first) + first[:20])
            lines.sendall(third[:30])
            time.sleep(0.05)
            counted.sendall(first[20:] + b'%d ' % len(second) + second)
            lines.sendall(third[30:] + b'\r\n' + fourth + b'\n' + fifth + b'\x00\n')
            found = [self.sees(word, word, sent, host=f'may-{word}') for word in words]
        self.assertEqual({event['transport'] for event in found}, {'syslog-tcp'})
        self.assertEqual([event['raw'].encode() for event in found],
                         [first, second, third, fourth, fifth])

    def test_last_line_without_newline(self):
        """What a sender leaves without a newline before it closes is a record, too."""
        sent = time.monotonic()
        self.server.syslog_tcp(f'<13>1 - may-cuoi app - - - {MARK} lastline'.encode())
        self.sees('last line', 'lastline', sent, host='may-cuoi')

    def test_address_tells_the_source(self):
        """A sender within the network of a source is that source, and its agency owns the event."""
        server = self.server
        row = server.post('sources', {'agency_id': server.agency, 'name': 'mạng máy này',
                                      'network': '127.0.0.3/32'})
        def arrives():
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
                udp.bind(('127.0.0.3', 0))
                udp.sendto(b'<13>1 - may-nguon app - - - bysource',
                           ('127.0.0.1', server.syslog_port))
            time.sleep(0.5)
            return [e for e in server.get('events', query='bysource')['rows']
                    if e['source_id'] == row['id'] and e['agency_id'] == server.agency]
        wait_for('source known by its address', 10, arrives)


if __name__ == '__main__':
    unittest.main()
