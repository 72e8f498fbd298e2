# SPDX-License-Identifier: Apache-2.0
"""Runs the real programs on loopback, with a data folder that goes again.

Programs: $LACHAN_PROGRAM, or $LACHAN_BINARY/src/app/lachan; lachan-eventd is looked for beside it.
Slack for slow machines: $LACHAN_SLACK multiplies every time limit (1 = as promised).
"""

import atexit
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.parse

SOURCE = os.environ.get('LACHAN_SOURCE') or os.path.abspath(
    os.path.join(os.path.dirname(__file__), '..', '..'))
BINARY = os.environ.get('LACHAN_BINARY') or os.path.join(SOURCE, 'build', 'release')
PROGRAM = os.environ.get('LACHAN_PROGRAM') or os.path.join(BINARY, 'src', 'app', 'lachan')
SLACK = float(os.environ.get('LACHAN_SLACK', '1'))
KILLS = int(os.environ.get('LACHAN_KILLS', '50'))

PASSWORD = 'mot-mat-khau-that-dai-2026'

MARKER_RULE = """# SPDX-License-Identifier: Apache-2.0
title: 'Dấu thử'
id: 5a0c1ad8-3f0b-4c62-9a2f-8f6f0e0b7a11
status: test
description: A marker of the scenario tests.
author: Lá Chắn
date: 2026-11-23
tags:
  - attack.t1110
logsource: {product: linux, service: syslog}
detection:
  json:
    marker: 'alarm'
  text:
    message|contains: 'scenario-marker-alarm'
  condition: json or text
level: high
"""
# Records that name a program meet rules of linux/syslog: JSON records must carry "program".
MARKER_RULE_ID = '5a0c1ad8-3f0b-4c62-9a2f-8f6f0e0b7a11'

_alive = set()
_folders = set()


def _clean_up():
    for process in list(_alive):
        if process.poll() is None:
            process.kill()
            process.wait()
    for folder in list(_folders):
        shutil.rmtree(folder, ignore_errors=True)


atexit.register(_clean_up)


def temp_folder(case):
    """A folder that is removed at the end of the test (or of the class, given a class)."""
    folder = tempfile.mkdtemp(prefix='lachan-scenario-')
    _folders.add(folder)

    def remove():
        shutil.rmtree(folder, ignore_errors=True)
        _folders.discard(folder)

    (case.addClassCleanup if isinstance(case, type) else case.addCleanup)(remove)
    return folder


def free_port():
    """A port that is free for TCP and UDP now; not one of those that the kernel gives to clients: a
    client that comes again and again to a server that was killed is given the server's own port one
    day, is connected with itself, and the server cannot come back."""
    for _ in range(1000):
        port = random.randrange(10000, 32000)
        with socket.socket() as tcp, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            try:
                tcp.bind(('127.0.0.1', port))
                udp.bind(('127.0.0.1', port))
            except OSError:
                continue
            return port
    raise RuntimeError('no free port')


def wait_for(what, seconds, condition, pause=0.05):
    """Polls until `condition()` is true-ish and returns that; fails after `seconds`."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f'{what}: not within {seconds:.1f} s')
        time.sleep(pause)


def kills(few):
    """How often a test with `few` kills shall kill: more in the long form."""
    return max(few, few * KILLS // 50)


def report(text):
    """A figure for people, also when the test passes."""
    print(f'    [figure] {text}', flush=True)


class Answer:
    """Of an HTTP request."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f'{self.status} {self.body[:400]!r}'


def base_settings(**changed):
    settings = {
        'rules.folders': os.path.join(SOURCE, 'rules'),
        'mappings.folder': os.path.join(SOURCE, 'mappings'),
        'controls.folder': os.path.join(SOURCE, 'controls'),
        'directive.folder': os.path.join(SOURCE, 'directives', 'vn-thanh-hoa-2022'),
        'console.folder': os.path.join(SOURCE, 'web', 'dist'),
    }
    settings.update(changed)
    return settings


def run(*arguments, timeout=60):
    """Runs `lachan` to its end: (exit status, everything it said)."""
    done = subprocess.run([PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          stdin=subprocess.DEVNULL, timeout=timeout * max(1, SLACK))
    return done.returncode, done.stdout.decode('utf-8', 'replace')


def arguments_of(settings):
    return [part for key, value in settings.items() for part in ('--set', f'{key}={value}')]


class Server:
    """`lachan serve`, its child, and a client for it. Ports stay over restarts."""

    def __init__(self, case, data=None, settings=None, arguments=(), marker_rule=True):
        self.folder = temp_folder(case)
        self.data = data or os.path.join(self.folder, 'data')
        self.http_port = free_port()
        self.syslog_port = free_port()
        self.settings = base_settings()
        if marker_rule:
            os.makedirs(os.path.join(self.folder, 'rules'), exist_ok=True)
            with open(os.path.join(self.folder, 'rules', 'marker.yml'), 'w') as file:
                file.write(MARKER_RULE)
            self.settings['rules.folders'] += ',' + os.path.join(self.folder, 'rules')
        self.settings.update(settings or {})
        self.arguments = list(arguments)
        self.environment = {}      # added to this process's own
        self.log_path = os.path.join(self.folder, 'log')
        self.process = None
        self.started_in = None
        self.admin = None          # headers of the administrator's session
        self.tokens = {}           # role → API token
        (case.addClassCleanup if isinstance(case, type) else case.addCleanup)(self.stop)

    # Life

    def command(self):
        return [PROGRAM, 'serve', '--data', self.data, '--http', f'127.0.0.1:{self.http_port}',
                '--syslog', f'127.0.0.1:{self.syslog_port}', *arguments_of(self.settings),
                *self.arguments]

    def spawn(self):
        """Starts without waiting. Call from a thread that stays: the server ends with it."""
        log = open(self.log_path, 'ab')
        prefix = ['setpriv', '--pdeathsig', 'KILL', '--'] if shutil.which('setpriv') else []
        self.process = subprocess.Popen(prefix + self.command(), stdin=subprocess.DEVNULL,
                                        stdout=log, stderr=log, cwd=self.folder,
                                        env={**os.environ, **self.environment})
        log.close()
        _alive.add(self.process)
        return self

    def start(self, seconds=20):
        begun = time.monotonic()
        self.spawn()
        self.wait_ready(seconds)
        self.started_in = time.monotonic() - begun
        return self

    def is_ready(self):
        if self.process.poll() is not None:
            raise AssertionError(f'lachan ended with {self.process.returncode}:\n'
                                 f'{self.log()[-4000:]}')
        try:
            return self.request('GET', '/readyz', timeout=5).status == 200
        except OSError:
            return False

    def wait_ready(self, seconds=20):
        wait_for('/readyz', seconds * max(1, SLACK), self.is_ready, 0.02)

    def end(self, how):
        process, self.process = self.process, None
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(how)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f'lachan does not stop:\n{self.log()}')
        finally:
            _alive.discard(process)

    def stop(self):
        self.end(signal.SIGTERM)

    def kill(self):
        self.end(signal.SIGKILL)

    def engine_pid(self):
        """Of lachan-eventd, or None while there is none."""
        for entry in os.listdir('/proc'):
            if not entry.isdigit():
                continue
            try:
                with open(f'/proc/{entry}/stat') as file:
                    stat = file.read()
            except OSError:
                continue
            name = stat[stat.index('(') + 1:stat.rindex(')')]
            parent = int(stat[stat.rindex(')') + 2:].split()[1])
            if self.process and parent == self.process.pid and name.startswith('lachan-eventd'):
                return int(entry)
        return None

    def kill_engine(self):
        pid = self.engine_pid()
        if pid is None:
            return False
        os.kill(pid, signal.SIGKILL)
        return True

    def log(self):
        try:
            with open(self.log_path, 'rb') as file:
                return file.read().decode('utf-8', 'replace')
        except FileNotFoundError:
            return ''

    # HTTP

    def connection(self, timeout=30):
        return http.client.HTTPConnection('127.0.0.1', self.http_port, timeout=timeout)

    def request(self, method, path, body=None, headers=None, token=None, timeout=30):
        headers = dict(headers or {})
        if token:
            headers['Authorization'] = f'Bearer {token}'
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
            headers.setdefault('Content-Type', 'application/json')
        connection = self.connection(timeout)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error
        finally:
            connection.close()

    def raw(self, data, timeout=10, half_close=False):
        """What the server answers to these very bytes, until it closes or says no more."""
        with socket.create_connection(('127.0.0.1', self.http_port), timeout) as connection:
            connection.settimeout(timeout)
            answer = b''
            try:
                connection.sendall(data)
                if half_close:
                    connection.shutdown(socket.SHUT_WR)
                while True:
                    part = connection.recv(65536)
                    if not part:
                        break
                    answer += part
            except (TimeoutError, ConnectionResetError, BrokenPipeError):
                pass
            return answer

    def sign_in(self, login, password):
        """(headers of the session, Me). The cookie is Secure: kept and sent by hand."""
        answer = self.request('POST', '/api/v1/session', {'login': login, 'password': password})
        assert answer.status == 200, answer
        cookie = answer.headers['Set-Cookie'].split(';')[0]
        me = answer.json()
        return {'Cookie': cookie, 'X-CSRF-Token': me['csrf']}, me

    def set_up(self):
        """Signs the first administrator in, and makes an agency and API tokens for some roles."""
        # The line may be written a moment after the server is ready.
        first = wait_for('the first account', 20 * max(1, SLACK), lambda: re.search(
            r'First account: admin, password (\S+)', self.log()))
        self.admin, _ = self.sign_in('admin', first.group(1))
        changed = self.request('POST', '/api/v1/me/password',
                               {'old_password': first.group(1), 'new_password': PASSWORD},
                               self.admin)
        assert changed.status == 204, changed
        self.agency = self.post('agencies', {'code': 'SYT', 'name': 'Sở Y tế',
                                              'valid_from': '2022-01-01'})['id']
        for role in ('soc_analyst', 'inspector'):
            account = self.post('accounts', {'login': role, 'name': role, 'role': role,
                                             'password': PASSWORD})['id']
            expires = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + 86400))
            self.tokens[role] = self.post(
                'api-tokens', {'name': role, 'account_id': account, 'read_only': False,
                               'scopes': '', 'expires_at': expires})['token']
        return self

    def post(self, path, body, expect=(200, 201)):
        answer = self.request('POST', f'/api/v1/{path}', body, self.admin)
        assert answer.status in expect, answer
        return answer.json()

    def new_source(self, name, **fields):
        """(id, token) of a new source of the agency."""
        row = self.post('sources', {'agency_id': self.agency, 'name': name, **fields})
        return row['id'], self.post(f'sources/{row["id"]}/token', {})['token']

    def get(self, path, role='soc_analyst', **query):
        text = urllib.parse.urlencode({k.replace('__', '.'): v for k, v in query.items()})
        answer = self.request('GET', f'/api/v1/{path}' + ('?' + text if text else ''),
                              token=self.tokens[role])
        assert answer.status == 200, answer
        return answer.json()

    def ingest(self, token, lines, key=None, timeout=30):
        """Sends records (str, bytes or objects) over HTTP."""
        parts = [line if isinstance(line, bytes) else
                 (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)).encode()
                 for line in lines]
        headers = {'Idempotency-Key': key} if key else {}
        return self.request('POST', '/ingest/v1/events', b'\n'.join(parts) + b'\n', headers, token,
                            timeout)

    def search_all(self, query, limit=1000):
        """Every event of a query, page by page."""
        rows, after = [], ''
        while True:
            page = self.get('events', query=query, limit=limit, after=after)
            rows += page['rows']
            after = page['next']
            if not after:
                return rows

    def alerts(self, **query):
        """All alerts of the marker rule."""
        rows, after = [], ''
        while True:
            page = self.get('alerts', rule_id=MARKER_RULE_ID, limit=1000, after=after, **query)
            rows += page['rows']
            after = page['next']
            if not after:
                return rows

    def metrics(self):
        answer = self.request('GET', '/metrics')
        assert answer.status == 200, answer
        return {name[len('lachan_'):]: int(value) for name, value in
                (line.split() for line in answer.body.decode().splitlines()
                 if line and not line.startswith('#'))}

    def counters(self, source):
        """Of one source (None: unknown senders)."""
        status = self.get('sources/status')
        if source is None:
            return status['unknown']
        return next(row['counters'] for row in status['rows'] if row['source']['id'] == source)

    def settle(self, seconds=30):
        """Waits until everything taken is stored and matched, and the event engine answers: it may
        have been killed after the last event was stored."""
        def settled():
            try:
                now = self.metrics()
                parts = self.request('GET', '/readyz').json()['components']
            except OSError:
                return False
            return (all(now[name] == 0 for name in ('records_in_flight', 'queue_bytes',
                                                    'store_lag_batches', 'detect_lag_batches'))
                    and all(part['ok'] for part in parts if part['name'] == 'events'))
        wait_for('everything stored and matched', seconds * max(1, SLACK), settled)

    def resident_bytes(self):
        """Of both processes."""
        total = 0
        for pid in (self.process.pid, self.engine_pid()):
            with open(f'/proc/{pid}/statm') as file:
                total += int(file.read().split()[1]) * os.sysconf('SC_PAGESIZE')
        return total

    # Syslog

    def syslog_tcp(self, data):
        with socket.create_connection(('127.0.0.1', self.syslog_port), 10) as connection:
            connection.sendall(data)

    def syslog_udp(self, data):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.sendto(data, ('127.0.0.1', self.syslog_port))


class Postgresql:
    """A PostgreSQL server in a folder that goes again; None of it is on the network."""

    @staticmethod
    def programs():
        """Folder of initdb and postgres, or None."""
        base = '/usr/lib/postgresql'
        for version in sorted(os.listdir(base) if os.path.isdir(base) else [], reverse=True):
            folder = os.path.join(base, version, 'bin')
            if os.path.exists(os.path.join(folder, 'initdb')):
                return folder
        return None

    def __init__(self, case):
        self.folder = temp_folder(case)
        programs = self.programs()
        as_user = []
        if os.geteuid() == 0:  # The server refuses to run as root.
            shutil.chown(self.folder, 'postgres', 'postgres')
            as_user = ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', '--']
        os.chmod(self.folder, 0o755)
        data = os.path.join(self.folder, 'data')
        subprocess.run(as_user + [os.path.join(programs, 'initdb'), '-D', data, '-U', 'lachan', '-A',
                                  'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
                       check=True, stdout=subprocess.DEVNULL)
        self.process = subprocess.Popen(
            as_user + [os.path.join(programs, 'postgres'), '-D', data, '-k', self.folder,
                       '-c', 'listen_addresses=', '-c', 'fsync=off', '-c', 'max_connections=90'],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _alive.add(self.process)
        (case.addClassCleanup if isinstance(case, type) else case.addCleanup)(self.stop)
        self.conninfo = f'host={self.folder} user=lachan dbname=postgres'
        ready = [os.path.join(programs, 'pg_isready'), '-h', self.folder, '-q']
        wait_for('PostgreSQL', 60, lambda: subprocess.run(ready).returncode == 0)
        self.psql = [os.path.join(programs, 'psql'), '-h', self.folder, '-U', 'lachan', '-d',
                     'postgres', '-At', '-c']

    def query(self, sql):
        """Rows as lists of texts."""
        out = subprocess.run(self.psql + [sql], check=True, stdout=subprocess.PIPE).stdout.decode()
        return [line.split('|') for line in out.splitlines()]

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # "Fast shutdown".
            self.process.wait(60)
        _alive.discard(self.process)


class EventEngine:
    """lachan-eventd by itself, for several nodes, on a loopback port."""

    def __init__(self, case):
        self.folder = temp_folder(case)
        self.port = free_port()
        self.password = 'mot-mat-khau-cua-may'
        program = os.path.join(BINARY, 'eventd', 'lachan-eventd')
        self.log = open(os.path.join(self.folder, 'log'), 'wb')
        self.process = subprocess.Popen(
            [program, '--data', os.path.join(self.folder, 'data'), '--socket',
             os.path.join(self.folder, 'socket'), '--listen', f'127.0.0.1:{self.port}'],
            env={**os.environ, 'LACHAN_EVENTD_PASSWORD': self.password},
            stdin=subprocess.PIPE, stdout=self.log, stderr=self.log)
        _alive.add(self.process)
        (case.addClassCleanup if isinstance(case, type) else case.addCleanup)(self.stop)
        self.settings = {'events.url': f'http://127.0.0.1:{self.port}',
                         'events.password': self.password}
        wait_for('the event engine', 120, self.answers)

    def answers(self):
        try:
            with socket.create_connection(('127.0.0.1', self.port), 2):
                return True
        except OSError:
            return False

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        _alive.discard(self.process)
        self.log.close()


class Worker(threading.Thread):
    """A thread whose failure fails the test: join() raises what it raised."""

    def __init__(self, work):
        super().__init__(daemon=True)
        self.work, self.error = work, None

    def run(self):
        try:
            self.work()
        except BaseException as error:  # pylint: disable=broad-except
            self.error = error

    def join(self, timeout=None):
        super().join(timeout)
        if self.is_alive():
            raise AssertionError('a worker does not end')
        if self.error:
            raise self.error


class Scenario(unittest.TestCase):
    """A test with a server of its own for the whole class (`cls.server`)."""

    settings = {}

    @classmethod
    def setUpClass(cls):
        cls.server = Server(cls, settings=cls.settings).start().set_up()

    def found(self, query, count):
        """The events of a query, once there are `count`; there may not be more."""
        def look():
            rows = self.server.search_all(query)
            return rows if len(rows) >= count else None
        rows = wait_for(f'{count} of {query}', 20 * max(1, SLACK), look)
        self.assertEqual(len(rows), count)
        return rows
