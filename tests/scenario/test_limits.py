# SPDX-License-Identifier: Apache-2.0
"""What strangers can do to the HTTP server: nothing that others notice."""

import gzip
import json
import random
import socket
import threading
import time
import unittest

from harness import SLACK, Scenario, Worker, report

HOST = b'Host: localhost\r\n'


def status_of(answer):
    """Of the first response in these bytes; 0 when there is none."""
    parts = answer.split(b' ', 2)
    return int(parts[1]) if answer.startswith(b'HTTP/1.1 ') else 0


class LimitsTest(Scenario):
    def healthy(self):
        begun = time.monotonic()
        self.assertEqual(self.server.request('GET', '/healthz').status, 200)
        return time.monotonic() - begun

    def tearDown(self):
        """Whatever was done: the server goes on."""
        status = self.server.process.poll()
        if status is not None:
            log = self.server.log()[-1000:]
            self.server.stop()
            self.server.start()  # For the tests after this one.
            self.fail(f'lachan ended with {status}:\n{log}')
        self.healthy()

    def test_slow_loris(self):
        """200 connections that never finish their header hold nobody up, and are closed in time."""
        slow = []
        try:
            for n in range(200):
                connection = socket.create_connection(('127.0.0.1', self.server.http_port), 10)
                connection.sendall(b'GET / HTTP/1.1\r\n' + (HOST if n % 2 else b''))
                slow.append(connection)
            times = []
            begun = time.monotonic()
            for _ in range(50):
                times.append(self.healthy())
                for connection in slow[:20]:
                    try:
                        connection.sendall(b'X-A: b\r\n')
                    except OSError:
                        pass
            times.sort()
            report(f'with 200 slow connections: /healthz {times[25] * 1000:.0f} ms median, '
                   f'{times[-1] * 1000:.0f} ms longest')
            self.assertLess(times[-1], 0.5 * SLACK)
            # The limit is 15 s a header, however the bytes trickle.
            while time.monotonic() - begun < 16:
                time.sleep(0.5)
                for connection in slow[:20]:
                    try:
                        connection.sendall(b'X: y\r\n')
                    except OSError:
                        pass
            closed = 0
            for connection in slow:
                connection.settimeout(5)
                try:
                    closed += connection.recv(4096) == b''
                except ConnectionResetError:
                    closed += 1
                except TimeoutError:
                    pass
            report(f'{closed} of 200 slow connections closed after '
                   f'{time.monotonic() - begun:.0f} s')
            self.assertEqual(closed, 200)
        finally:
            for connection in slow:
                connection.close()

    def test_strangers_do_not_slow_staff(self):
        """Garbage on the routes that need no account, as fast as 8 clients send it: staff's pages
        stay under 500 ms at the 95th percentile."""
        stop = threading.Event()
        sent = [0] * 8

        def stranger(n):
            random_ = random.Random(n)
            attempts = (
                ('POST', '/api/v1/session', lambda: json.dumps(
                    {'login': f'ai-do-{random_.random()}', 'password': 'x' * 20}), {}),
                ('POST', '/ingest/v1/events', lambda: 'x' * 1000, {'Authorization': 'Bearer no'}),
                ('GET', '/tra-cuu?ma=' + 'A' * 12, lambda: None, {}),
                ('GET', '/', lambda: None, {}),
                ('GET', '/api/v1/alerts', lambda: None, {'Cookie': '__Host-lachan=' + 'x' * 43}),
                ('GET', '/console/' + 'a' * 100, lambda: None, {'Accept-Encoding': 'gzip'}),
            )
            while not stop.is_set():
                method, path, body, headers = random_.choice(attempts)
                try:
                    self.server.request(method, path, body(), headers)
                except OSError:
                    pass
                sent[n] += 1

        strangers = [Worker(lambda n=n: stranger(n)) for n in range(8)]
        for one in strangers:
            one.start()
        times, begun = [], time.monotonic()
        try:
            while time.monotonic() - begun < 5:
                before = time.monotonic()
                self.server.get('alerts', limit=50)
                times.append(time.monotonic() - before)
                time.sleep(0.02)
        finally:
            stop.set()
            for one in strangers:
                one.join(60)
        times.sort()
        p95 = times[len(times) * 95 // 100]
        report(f'{sum(sent) / 5:.0f} requests/s of strangers: staff {times[len(times) // 2] * 1000:.0f} '
               f'ms median, {p95 * 1000:.0f} ms p95, {times[-1] * 1000:.0f} ms longest '
               f'({len(times)} pages)')
        self.assertLess(p95, 0.5 * SLACK)

    def test_large_header(self):
        """A header beyond 16 KiB: 431."""
        answer = self.server.raw(b'GET / HTTP/1.1\r\n' + HOST + b'X-Large: ' + b'a' * 20000 +
                                 b'\r\n\r\n')
        self.assertEqual(status_of(answer), 431, answer[:200])
        answer = self.server.raw(b'GET /' + b'a' * 20000 + b' HTTP/1.1\r\n' + HOST + b'\r\n')
        self.assertIn(status_of(answer), (414, 431), answer[:200])

    def test_smuggling(self):
        """What two HTTP servers may read differently is refused, and the connection closed."""
        body = b'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'
        attempts = {
            'two lengths': b'Content-Length: 5\r\nContent-Length: 6\r\n',
            'length list': b'Content-Length: 5, 6\r\n',
            'length and chunked': b'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n',
            'chunked and length': b'Transfer-Encoding: chunked\r\nContent-Length: 5\r\n',
            'negative length': b'Content-Length: -1\r\n',
            'signed length': b'Content-Length: +5\r\n',
            'hex length': b'Content-Length: 0x5\r\n',
            'huge length': b'Content-Length: 99999999999999999999999\r\n',
            'unknown coding': b'Transfer-Encoding: xchunked\r\n',
            'coding twice': b'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n',
            'blank before colon': b'Content-Length : 5\r\n',
            'bare line feed name': b'X-A\nContent-Length: 5\r\n',
            'NUL': b'X-A: b\x00c\r\n',
        }
        for name, header in attempts.items():
            with self.subTest(name):
                answer = self.server.raw(
                    b'POST /api/v1/session HTTP/1.1\r\n' + HOST + header + b'\r\n' + body,
                    timeout=3)
                self.assertEqual(answer.count(b'HTTP/1.1 '), 1, answer)
                # 401/404 would mean that the body was taken for one; 200 that it was a request.
                self.assertIn(status_of(answer), (400, 413, 501), answer[:200])

    def test_bad_chunks(self):
        """Broken chunk sizes: 400."""
        for chunk in (b'zz\r\nabc\r\n0\r\n\r\n', b'-1\r\nabc\r\n0\r\n\r\n',
                      b'ffffffffffffffffff\r\nabc\r\n0\r\n\r\n'):
            with self.subTest(chunk):
                answer = self.server.raw(b'POST /api/v1/session HTTP/1.1\r\n' + HOST +
                                         b'Transfer-Encoding: chunked\r\n\r\n' + chunk, timeout=3)
                self.assertIn(status_of(answer), (400, 413), answer[:200])

    def test_head(self):
        """HEAD: the header of GET, no body, and the connection goes on."""
        connection = self.server.connection()
        try:
            connection.request('HEAD', '/api/v1/openapi.json')
            head = connection.getresponse()
            self.assertEqual((head.status, head.read()), (200, b''))
            connection.request('GET', '/api/v1/openapi.json')
            get = connection.getresponse()
            body = get.read()
            self.assertEqual(int(head.headers['Content-Length']), len(body))
            self.assertEqual(head.headers['Content-Type'], get.headers['Content-Type'])
        finally:
            connection.close()

    def test_keep_alive(self):
        """Many requests on one connection, pipelined ones too; "close" closes."""
        connection = self.server.connection()
        try:
            for _ in range(50):
                connection.request('GET', '/healthz')
                answer = connection.getresponse()
                self.assertEqual((answer.status, answer.read()), (200, b'ok\n'))
        finally:
            connection.close()
        one = b'GET /healthz HTTP/1.1\r\n' + HOST + b'\r\n'
        last = b'GET /healthz HTTP/1.1\r\n' + HOST + b'Connection: close\r\n\r\n'
        answer = self.server.raw(one * 9 + last)
        self.assertEqual(answer.count(b'HTTP/1.1 200 '), 10)

    def test_unknown_methods(self):
        """Methods nobody serves: 405 or 501, as text a person can read."""
        for method in (b'TRACE', b'CONNECT', b'OPTIONS', b'BREW', b'get'):
            with self.subTest(method):
                answer = self.server.raw(method + b' /healthz HTTP/1.1\r\n' + HOST +
                                         b'Connection: close\r\n\r\n')
                self.assertIn(status_of(answer), (400, 405, 501), answer[:200])
        self.assertEqual(self.server.request('DELETE', '/healthz').status, 405)

    def test_garbage(self):
        """Bytes that are no HTTP: 400 or a closed connection."""
        for data in (b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + b'\x00' * 500,
                     b'GET / HTTP/9.9\r\n\r\n', b'\r\n' * 50, b'\x00' * 1000,
                     b'GET /%zz HTTP/1.1\r\n' + HOST + b'\r\n',
                     b'GET /%00 HTTP/1.1\r\n' + HOST + b'\r\n',
                     b'GET http://elsewhere/ HTTP/1.1\r\n' + HOST + b'\r\n'):
            with self.subTest(data[:30]):
                answer = self.server.raw(data, timeout=3, half_close=True)
                self.assertIn(status_of(answer), (0, 400), answer[:200])

    def test_path_traversal(self):
        """Nothing but the console's own files comes from /console/."""
        for path in (b'/console/../../../../etc/passwd', b'/console/..%2f..%2f..%2fetc%2fpasswd',
                     b'/console/%2e%2e/%2e%2e/etc/passwd', b'/console//etc/passwd',
                     b'/console/assets/../../../../../etc/passwd',
                     b'/console/..\\..\\etc\\passwd', b'/console/%c0%ae%c0%ae/etc/passwd',
                     b'/../etc/passwd', b'//etc/passwd'):
            with self.subTest(path):
                answer = self.server.raw(b'GET ' + path + b' HTTP/1.1\r\n' + HOST +
                                         b'Connection: close\r\n\r\n')
                self.assertIn(status_of(answer), (200, 400, 404), answer[:200])
                self.assertNotIn(b'root:', answer)
                if status_of(answer) == 200:
                    self.assertIn(b'<html', answer.lower())  # The console's own page.

    def test_gzip(self):
        """Large answers are compressed for those who ask, and the same inside; others get them
        plain."""
        plain = self.server.request('GET', '/api/v1/openapi.json')
        packed = self.server.request('GET', '/api/v1/openapi.json',
                                     headers={'Accept-Encoding': 'gzip'})
        self.assertIsNone(plain.headers['Content-Encoding'])
        self.assertEqual(packed.headers['Content-Encoding'], 'gzip')
        self.assertIn('Accept-Encoding', packed.headers['Vary'])
        self.assertLess(len(packed.body), len(plain.body) / 3)
        self.assertEqual(gzip.decompress(packed.body), plain.body)
        refused = self.server.request('GET', '/api/v1/openapi.json',
                                      headers={'Accept-Encoding': 'gzip;q=0'})
        self.assertIsNone(refused.headers['Content-Encoding'])

    def test_security_headers(self):
        """Every answer carries the headers that browsers need, errors too."""
        for path in ('/', '/console/', '/api/v1/me', '/nowhere'):
            answer = self.server.request('GET', path)
            with self.subTest(path):
                self.assertEqual(answer.headers['X-Content-Type-Options'], 'nosniff')
                self.assertEqual(answer.headers['X-Frame-Options'], 'DENY')
                self.assertIn("default-src", answer.headers['Content-Security-Policy'])

    def test_csrf(self):
        """A session's change without the token of its page is denied."""
        headers = {'Cookie': self.server.admin['Cookie']}
        body = {'code': 'XX', 'name': 'x', 'valid_from': '2022-01-01'}
        self.assertEqual(self.server.request('POST', '/api/v1/agencies', body, headers).status, 403)
        headers['X-CSRF-Token'] = 'x' * 43
        self.assertEqual(self.server.request('POST', '/api/v1/agencies', body, headers).status, 403)

    def test_body_limit(self):
        """A body beyond a route's limit: 413 before it is read, and with chunks as soon as it is
        known."""
        answer = self.server.raw(b'POST /api/v1/session HTTP/1.1\r\n' + HOST +
                                 b'Content-Length: 1000000\r\n\r\n')
        self.assertEqual(status_of(answer), 413, answer[:200])
        answer = self.server.raw(b'POST /api/v1/session HTTP/1.1\r\n' + HOST +
                                 b'Transfer-Encoding: chunked\r\n\r\n' +
                                 b'4000\r\n' + b'a' * 0x4000 + b'\r\n')
        self.assertEqual(status_of(answer), 413, answer[:200])


if __name__ == '__main__':
    unittest.main()
