# SPDX-License-Identifier: Apache-2.0
"""Real programs that send logs, started by tests: rsyslogd with a configuration of the test's."""

import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time

from harness import SLACK, SOURCE, _alive, temp_folder, wait_for

RSYSLOG_MODULES = '/usr/lib/x86_64-linux-gnu/rsyslog'


def tool(name):
    return shutil.which(name) or shutil.which(name, path='/usr/sbin:/sbin:/usr/bin:/bin')


def has_rsyslog(module=None):
    return bool(tool('rsyslogd')) and (
        module is None or os.path.exists(os.path.join(RSYSLOG_MODULES, module + '.so')))


def log_to(path, text):
    wait_for(path, 10 * SLACK, lambda: os.path.exists(path))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as unix:
        unix.connect(path)
        unix.send(text.encode())


def failed_login(user):
    """What sshd logs, and `user` occurs nowhere else."""
    return f'<38>sshd[7]: Failed password for {user} from 192.0.2.77 port 4022 ssh2'


def assert_failed_login_is_found(case, server, user):
    """Not as text only: rules and pages ask for the fields."""
    query = f'user:{user} AND src_ip:192.0.2.77 AND action:login_failed'
    rows = wait_for(f'the failed login of {user} by its fields', 30 * max(1, SLACK),
                    lambda: server.get('events', query=query)['rows'], 0.2)
    case.assertEqual(len(rows), 1, rows)
    case.assertIn(f' Failed password for {user} from ', rows[0]['raw'])


class Rsyslog:
    """rsyslogd that reads the lines of a file and what comes to a socket like /dev/log, and sends
    them on by `action`."""

    def __init__(self, case, action, before=''):
        self.folder = temp_folder(case)
        self.input = os.path.join(self.folder, 'app.log')
        self.config = os.path.join(self.folder, 'rsyslog.conf')
        self.socket = os.path.join(self.folder, 'log.sock')
        self.process = None
        open(self.input, 'a').close()
        with open(self.config, 'w') as file:
            file.write(f'''global(workDirectory="{self.folder}" maxMessageSize="64k")
{before}
module(load="imfile" mode="polling" pollingInterval="1")
input(type="imfile" file="{self.input}" tag="app:" freshStartTail="off")
module(load="imuxsock" sysSock.use="off")
input(type="imuxsock" socket="{self.socket}")
{action}
''')
        case.addCleanup(self.stop)

    def write(self, lines):
        with open(self.input, 'a') as file:
            file.write(''.join(line + '\n' for line in lines))

    def log(self, text):
        """As a program of the machine logs: "<38>sshd[7]: …"."""
        log_to(self.socket, text)

    def start(self):
        with open(os.path.join(self.folder, 'out'), 'ab') as out:
            self.process = subprocess.Popen(
                ['setpriv', '--pdeathsig', 'KILL', '--', tool('rsyslogd'), '-n', '-f', self.config,
                 '-i', os.path.join(self.folder, 'pid')],
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
        _alive.add(self.process)
        return self

    def said(self):
        with open(os.path.join(self.folder, 'out'), errors='replace') as file:
            return file.read()

    def stop(self):
        process, self.process = self.process, None
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _alive.discard(process)


def syslog_ng():
    """(program, environment) of syslog-ng: installed, or unpacked by tools/setup.sh, as Debian does
    not let it be beside rsyslog. (None, None) where there is none."""
    if tool('syslog-ng'):
        return [tool('syslog-ng')], dict(os.environ)
    root = os.path.join(SOURCE, 'build', 'programs', 'syslog-ng')
    program = os.path.join(root, 'usr', 'sbin', 'syslog-ng')
    if not os.path.exists(program):
        return None, None
    libraries = os.path.join(root, 'usr', 'lib', 'syslog-ng')
    architecture = os.path.join(root, 'usr', 'lib', 'x86_64-linux-gnu')
    return ([program, '--module-path', os.path.join(libraries, '3.38')],
            {**os.environ, 'LD_LIBRARY_PATH': f'{libraries}:{architecture}'})


class SyslogNg:
    """syslog-ng that reads a file's lines and sends them to `destination`."""

    def __init__(self, case, destination):
        self.folder = temp_folder(case)
        self.input = os.path.join(self.folder, 'app.log')
        open(self.input, 'a').close()
        with open(os.path.join(self.folder, 'conf'), 'w') as file:
            file.write(f'''@version: 3.35
source s_file {{ file("{self.input}" follow-freq(1) flags(no-parse) program-override("app")); }};
destination d_lachan {{ {destination} }};
log {{ source(s_file); destination(d_lachan); }};
''')
        self.process = None
        case.addCleanup(self.stop)

    write = Rsyslog.write
    stop = Rsyslog.stop
    said = Rsyslog.said

    def start(self):
        program, environment = syslog_ng()
        at = self.folder
        with open(os.path.join(at, 'out'), 'ab') as out:
            self.process = subprocess.Popen(
                ['setpriv', '--pdeathsig', 'KILL', '--', *program, '-F', '-f', f'{at}/conf', '-R',
                 f'{at}/persist', '-c', f'{at}/ctl', '-p', f'{at}/pid', '--no-caps'],
                env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
        _alive.add(self.process)
        return self


RELP_FRAME = re.compile(rb'(\d+) ([a-z]+) (\d+)([ \n])')


class RelpRecorder:
    """Passes RELP on to `target` and notes which messages were answered with 200."""

    def __init__(self, case, port, target):
        self.target = target
        self.sent, self.answered = [], []     # data of "syslog" frames
        self.listener = socket.create_server(('127.0.0.1', port))
        case.addCleanup(self.listener.close)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        with client:
            # A connection that is taken and at once closed again costs rsyslog all that it has not
            # had answered; one to a server that is away it would not have got.
            end, server = time.monotonic() + 60, None
            while server is None and time.monotonic() < end:
                try:
                    server = socket.create_connection(('127.0.0.1', self.target), 10)
                except OSError:
                    time.sleep(0.05)
            if server is None:
                return
            with server:
                server.settimeout(None)
                messages = {}
                back = threading.Thread(target=self.pump, daemon=True,
                                        args=(server, client, messages, False))
                back.start()
                self.pump(client, server, messages, True)
                back.join()

    def pump(self, source, target, messages, forward):
        pending = b''
        try:
            while part := source.recv(65536):
                # Noted before it is passed on: what the sender knows we know.
                pending = self.note(pending + part, messages, forward)
                target.sendall(part)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def note(self, pending, messages, forward):
        while head := RELP_FRAME.match(pending):
            size = int(head.group(3))
            start = head.end() if size else head.end() - 1
            if len(pending) < start + size + 1:
                break
            data = pending[start:start + size].decode(errors='replace')
            number = int(head.group(1))
            if forward and head.group(2) == b'syslog':
                messages[number] = data
                self.sent.append(data)
            elif not forward and head.group(2) == b'rsp' and data.startswith('200'):
                if number in messages:
                    self.answered.append(messages[number])
            pending = pending[start + size + 1:]
        return pending


def arrived(server, word, count, seconds=30):
    """Waits until `count` different messages that hold `word` can be searched; returns all rows."""
    def look():
        rows = server.search_all(word)
        return rows if len({message(row) for row in rows}) >= count else None
    return wait_for(f'{count} messages with {word}', seconds * max(1, SLACK), look, 0.3)


def message(row):
    return next((field['value'] for field in row['fields'] if field['name'] == 'message'),
                row.get('raw', ''))
