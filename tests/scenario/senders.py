# SPDX-License-Identifier: Apache-2.0
"""Real programs that send logs, started by tests: rsyslogd with a configuration of the test's."""

import os
import shutil
import signal
import subprocess

from harness import SLACK, _alive, temp_folder, wait_for

RSYSLOG_MODULES = '/usr/lib/x86_64-linux-gnu/rsyslog'


def tool(name):
    return shutil.which(name) or shutil.which(name, path='/usr/sbin:/sbin:/usr/bin:/bin')


def has_rsyslog(module=None):
    return bool(tool('rsyslogd')) and (
        module is None or os.path.exists(os.path.join(RSYSLOG_MODULES, module + '.so')))


class Rsyslog:
    """rsyslogd that reads the lines of a file and sends them on by `action`."""

    def __init__(self, case, action, before=''):
        self.folder = temp_folder(case)
        self.input = os.path.join(self.folder, 'app.log')
        self.config = os.path.join(self.folder, 'rsyslog.conf')
        self.process = None
        open(self.input, 'a').close()
        with open(self.config, 'w') as file:
            file.write(f'''global(workDirectory="{self.folder}" maxMessageSize="64k")
{before}
module(load="imfile" mode="polling" pollingInterval="1")
input(type="imfile" file="{self.input}" tag="app:" freshStartTail="off")
{action}
''')
        case.addCleanup(self.stop)

    def write(self, lines):
        with open(self.input, 'a') as file:
            file.write(''.join(line + '\n' for line in lines))

    def start(self):
        self.process = subprocess.Popen(
            ['setpriv', '--pdeathsig', 'KILL', '--', tool('rsyslogd'), '-n', '-f', self.config, '-i',
             os.path.join(self.folder, 'pid')],
            stdin=subprocess.DEVNULL, stdout=open(os.path.join(self.folder, 'out'), 'ab'),
            stderr=subprocess.STDOUT)
        _alive.add(self.process)
        return self

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

    def said(self):
        with open(os.path.join(self.folder, 'out'), errors='replace') as file:
            return file.read()


def arrived(server, word, count, seconds=60):
    """Waits until `count` different messages that hold `word` can be searched; returns all rows."""
    def look():
        rows = server.search_all(word)
        return rows if len({message(row) for row in rows}) >= count else None
    return wait_for(f'{count} messages with {word}', seconds * max(1, SLACK), look, 0.3)


def message(row):
    return next((field['value'] for field in row['fields'] if field['name'] == 'message'),
                row.get('raw', ''))
