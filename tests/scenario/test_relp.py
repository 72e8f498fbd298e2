# SPDX-License-Identifier: Apache-2.0
"""RELP: rsyslog's omrelp with its stock configuration; acknowledged means durable."""

import os
import re
import socket
import time
import unittest

from harness import SLACK, Scenario, Server, free_port, kills, report, wait_for
from senders import (RelpRecorder, Rsyslog, arrived, assert_failed_login_is_found, failed_login,
                     has_rsyslog, message)

PORT = free_port()
OFFER = b'relp_version=0\nrelp_software=test\ncommands=syslog'


def omrelp(port, queue='queue.size="50000"'):
    """As the set-up text has it. With less room a burst spills to disk, and rsyslog 8.2302 forgets now
    and then to read that (with any server) until the next burst or restart."""
    return (f'module(load="omrelp")\n'
            f'action(type="omrelp" target="127.0.0.1" port="{port}" '
            f'template="RSYSLOG_SyslogProtocol23Format" queue.type="LinkedList" {queue} '
            f'queue.filename="relp" queue.saveOnShutdown="on" action.resumeRetryCount="-1" '
            f'action.resumeInterval="1")')


class Client:
    """Speaks RELP by hand."""

    def __init__(self, port):
        self.socket = socket.create_connection(('127.0.0.1', port), 10)
        self.socket.settimeout(20)
        self.next, self.pending = 1, b''

    def send(self, command, data=b''):
        number, self.next = self.next, self.next + 1
        frame = f'{number} {command} {len(data)}'.encode() + (b' ' + data if data else b'') + b'\n'
        self.socket.sendall(frame)
        return number

    def answer(self):
        """(number, command, data) of the next frame; None at the end."""
        while True:
            head = re.match(rb'(\d+) ([a-z]+) (\d+)', self.pending)
            # The length is whole once something follows it.
            if head and len(self.pending) > head.end():
                size = int(head.group(3))
                start = head.end() + (1 if size else 0)
                if len(self.pending) > start + size:
                    data, self.pending = self.pending[start:start + size], self.pending[
                        start + size + 1:]
                    return int(head.group(1)), head.group(2).decode(), data
            part = self.socket.recv(65536)
            if not part:
                return None
            self.pending += part

    def open(self):
        self.send('open', OFFER)
        return self.answer()

    def close(self):
        self.socket.close()


class RelpTest(Scenario):
    settings = {'relp.address': f'127.0.0.1:{PORT}'}

    def test_omrelp(self):
        """What a file holds arrives once, in order, over RELP."""
        if not has_rsyslog('omrelp'):
            self.skipTest('no omrelp (package rsyslog-relp)')
        sender = Rsyslog(self, omrelp(PORT))
        sender.write(f'relpfirst dòng {n:05}' for n in range(2000))
        sender.start()
        rows = arrived(self.server, 'relpfirst', 2000)
        self.assertEqual(sorted(message(row) for row in rows),
                         [f'relpfirst dòng {n:05}' for n in range(2000)])
        self.assertEqual({row['transport'] for row in rows}, {'relp'})
        self.assertEqual({row['peer'] for row in rows}, {'127.0.0.1'})
        self.assertGreaterEqual(self.server.metrics()['relp_messages_total'], 2000)
        sender.log(failed_login('anrelp'))
        assert_failed_login_is_found(self, self.server, 'anrelp')

    def test_answers(self):
        """Open, messages, an empty one, one too long, an unknown command, close."""
        client = Client(PORT)
        number, command, data = client.open()
        self.assertEqual((number, command), (1, 'rsp'))
        self.assertTrue(data.startswith(b'200 OK\nrelp_version=0\n'), data)
        self.assertIn(b'commands=syslog', data)
        before = self.server.counters(None)
        sent = [client.send('syslog', b'<13>1 - relphost app - - - relpanswer %d\nzwei' % n)
                for n in range(100)]
        sent.append(client.send('syslog', b''))
        sent.append(client.send('syslog', b'<13>' + b'x' * (65 << 10)))
        self.assertEqual([client.answer() for _ in sent], [(n, 'rsp', b'200 OK') for n in sent])
        number = client.send('starttls')
        answer = client.answer()
        self.assertEqual(answer[:2], (number, 'rsp'))
        self.assertTrue(answer[2].startswith(b'500'), answer)
        number = client.send('close')
        self.assertEqual(client.answer(), (number, 'rsp', b''))
        self.assertEqual(client.answer(), (0, 'serverclose', b''))
        self.assertIsNone(client.answer())
        client.close()
        self.server.settle()
        after = self.server.counters(None)
        self.assertEqual(after['received'] - before['received'], 102)
        self.assertEqual(after['stored'] - before['stored'], 100)
        self.assertEqual(after['rejected_by'].get('too_long', 0) -
                         before['rejected_by'].get('too_long', 0), 1)
        self.assertEqual(after['rejected_by'].get('empty', 0) -
                         before['rejected_by'].get('empty', 0), 1)
        self.assertEqual(len(self.server.search_all('relpanswer')), 100)

    def test_what_is_no_relp_ends(self):
        """Plain syslog, HTTP, or messages before "open" end the connection and store nothing."""
        for wrong in (b'<13>Nov 23 10:00:00 host app: relpwrong\n', b'GET / HTTP/1.1\r\n\r\n',
                      b'1 syslog 9 relpwrong\n', b'1 syslog 99999999999 relpwrong\n'):
            with socket.create_connection(('127.0.0.1', PORT), 10) as raw:
                raw.settimeout(20)
                raw.sendall(wrong)
                received = b''
                while part := raw.recv(4096):
                    received += part
                self.assertNotIn(b'200 OK', received, wrong)
        self.server.settle()
        self.assertEqual(self.server.search_all('relpwrong'), [])

    def test_a_graceful_stop_tells_the_client(self):
        """At SIGTERM what was received is answered, then the server says that it goes."""
        port = free_port()
        server = Server(self, settings={'relp.address': f'127.0.0.1:{port}'}).start().set_up()
        client = Client(port)
        client.open()
        number = client.send('syslog', b'<13>1 - h app - - - relpstop')
        self.assertEqual(client.answer(), (number, 'rsp', b'200 OK'))
        server.stop()
        self.assertEqual(client.answer(), (0, 'serverclose', b''))
        client.close()
        server.start()
        self.assertEqual(len(server.search_all('relpstop')), 1)


class RelpKillTest(unittest.TestCase):
    KILLS = kills(4)
    LINES = 1200 * (KILLS + 1)

    def test_a_sender_that_was_cut_off_catches_up(self):
        """The server is away while a sender writes, and the sender itself is restarted meanwhile: its
        disk queue brings every line, once, when the server is there."""
        if not has_rsyslog('omrelp'):
            self.skipTest('no omrelp (package rsyslog-relp)')
        port, lines = free_port(), 12000
        server = Server(self, settings={'relp.address': f'127.0.0.1:{port}'}).start().set_up()
        server.stop()
        # Room beyond the lines: a nearly full queue holds imfile back.
        sender = Rsyslog(self, omrelp(port, 'queue.size="50000" queue.highWatermark="500" '
                                      'queue.lowWatermark="100" queue.maxDiskSpace="1g"'))
        for begin in range(0, lines, lines // 3):
            sender.write(f'relpaway {n:06}' for n in range(begin, begin + lines // 3))
            sender.start()
            # What it has not read when it stops, it reads at its next start.
            wait_for('a queue on disk', 60 * SLACK, lambda: any(
                name.startswith('relp.0') for name in os.listdir(sender.folder)))
            sender.stop()
        server.start(60)
        begun = time.monotonic()
        sender.start()
        try:
            rows = arrived(server, 'relpaway', lines, 40)
        except AssertionError:
            report('rsyslog forgot its disk queue; started again')
            sender.stop()
            sender.start()
            rows = arrived(server, 'relpaway', lines, 80)
        report(f'{lines} lines of a disk queue caught up in {time.monotonic() - begun:.1f} s')
        server.settle()
        found = [message(row) for row in server.search_all('relpaway')]
        self.assertEqual(set(found), {f'relpaway {n:06}' for n in range(lines)})
        self.assertEqual(len(found), len(rows))

    def test_nothing_acknowledged_is_lost(self):
        """rsyslog sends while `lachan` or its engine is killed again and again: every message that
        was answered is there; those in the air at a kill perhaps twice. (rsyslog 8.2302 itself loses
        now and then a message that it is about to send, or a few that it has just sent, when the
        connection breaks: a recorder between the two shows that they were never sent, or never
        again although nobody had answered them.)"""
        if not has_rsyslog('omrelp'):
            self.skipTest('no omrelp (package rsyslog-relp)')
        port, middle = free_port(), free_port()
        server = Server(self, settings={'relp.address': f'127.0.0.1:{port}'}).start().set_up()
        recorder = RelpRecorder(self, middle, port)
        sender = Rsyslog(self, omrelp(middle)).start()
        chunk = self.LINES // (self.KILLS + 1)
        for turn in range(self.KILLS + 1):
            before = len(recorder.answered)
            sender.write(f'relpkill {n:06}' for n in range(turn * chunk, (turn + 1) * chunk))
            if turn == self.KILLS:
                break
            wait_for('some of them acknowledged', 60 * SLACK,
                     lambda b=before: len(recorder.answered) > b, 0.005)
            # The engine every third time: then intake goes on.
            if turn % 3 != 2 or not server.kill_engine():
                server.kill()
                server.start(60)
        words = re.compile(r'relpkill \d{6}')

        def of(texts):
            return {found.group() for found in map(words.search, texts) if found}
        last = f'relpkill {self.LINES - 1:06}'
        wait_for('the last one answered', 120 * SLACK, lambda: last in of(recorder.answered[-500:]))
        server.settle()
        found = [message(row) for row in server.search_all('relpkill')]
        self.assertEqual(of(recorder.answered) - set(found), set(), 'acknowledged and lost')
        unanswered = of(recorder.sent) - set(found)
        times = {}
        for text in recorder.sent:
            for word in words.findall(text):
                times[word] = times.get(word, 0) + 1
        self.assertEqual({word: times[word] for word in unanswered if times[word] > 1}, {},
                         'sent again and not taken')
        wanted = {f'relpkill {n:06}' for n in range(self.LINES)}
        self.assertEqual(set(found) - wanted, set(), 'never written')
        never_sent = wanted - of(recorder.sent)
        report(f'{self.KILLS} kills under omrelp: {len(of(recorder.answered))} of {self.LINES} lines '
               f'answered, all there; {len(found) - len(set(found))} there twice; rsyslog never sent '
               f'{len(never_sent)}, and {len(unanswered)} not again after the connection broke')
        self.assertLessEqual(len(never_sent), 4 * self.KILLS)
        self.assertLessEqual(len(unanswered), 128 * self.KILLS, 'more than windows of rsyslog')
        # At most what rsyslog's window holds is sent again at each kill.
        self.assertLess(len(found) - len(set(found)), self.KILLS * 1024)

    def test_answered_then_killed(self):
        """A message is answered only when it is durable: killed at once, it is there."""
        port = free_port()
        server = Server(self, settings={'relp.address': f'127.0.0.1:{port}'}).start().set_up()
        answered = []
        for turn in range(3):
            client = Client(port)
            client.open()
            for n in range(50):
                client.send('syslog', f'<13>1 - h app - - - relpdurable {turn}-{n:03}'.encode())
            for n in range(10 + turn * 15):
                self.assertEqual(client.answer()[2], b'200 OK')
                answered.append(f'relpdurable {turn}-{n:03}')
            server.kill()
            client.close()
            server.start(60)
        server.settle()
        found = {message(row) for row in server.search_all('relpdurable')}
        self.assertEqual(set(answered) - found, set(), 'acknowledged and lost')


if __name__ == '__main__':
    unittest.main()
