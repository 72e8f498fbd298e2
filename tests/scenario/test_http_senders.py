# SPDX-License-Identifier: Apache-2.0
"""Real senders over HTTP: rsyslog's omelasticsearch, syslog-ng's http(), curl.

syslog-ng and rsyslog cannot both be installed on one Debian machine: a syslog-ng that was unpacked
into a folder is found through $LACHAN_SYSLOG_NG (its root); without one that test is skipped.
"""

import gzip
import json
import os
import shutil
import socket
import subprocess
import unittest

from harness import SLACK, Scenario, report, temp_folder, wait_for
from senders import assert_failed_login_is_found, failed_login


def tool(name):
    return shutil.which(name) or shutil.which(name, path='/usr/sbin:/sbin:/usr/bin:/bin')


def stop(process):
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class SendersTest(Scenario):
    def found(self, word, count, seconds=20):
        """Waits for exactly `count` events with this word, and returns them."""
        def look():
            rows = self.server.search_all(word)
            return rows if len(rows) >= count else None
        rows = wait_for(f'{count} events with {word}', seconds * max(1, SLACK), look)
        self.assertEqual(len(rows), count)
        return rows

    def balanced(self, source, received):
        self.server.settle()
        row = self.server.counters(source)
        self.assertEqual(row['received'], received, row)
        self.assertEqual(row['received'], row['stored'] + row['rejected'] + row['duplicates'], row)
        return row

    def rsyslog(self, *configuration):
        """A rsyslogd whose socket takes messages; returns a function that sends one."""
        if not tool('rsyslogd'):
            self.skipTest('no rsyslogd (package rsyslog)')
        folder = temp_folder(self)
        path, unix_path = os.path.join(folder, 'conf'), os.path.join(folder, 's')
        with open(path, 'w') as file:
            file.write('\n'.join([
                f'global(workDirectory="{folder}" localHostname="may-rsyslog")',
                'module(load="imuxsock" SysSock.Use="off")',
                f'input(type="imuxsock" Socket="{unix_path}")', *configuration, '']))
        log_path = os.path.join(folder, 'out')
        with open(log_path, 'wb') as log:
            daemon = subprocess.Popen([tool('rsyslogd'), '-n', '-f', path, '-i',
                                       os.path.join(folder, 'pid')], stdout=log, stderr=log)
        self.addCleanup(stop, daemon)
        wait_for('rsyslogd', 20, lambda: os.path.exists(unix_path))

        def send(text):
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as unix:
                unix.connect(unix_path)
                unix.send(text.encode())
        return send

    def test_omelasticsearch(self):
        """rsyslog's own template for Elasticsearch, in bulk, with the token as password."""
        if not os.path.exists('/usr/lib/x86_64-linux-gnu/rsyslog/omelasticsearch.so'):
            self.skipTest('no omelasticsearch (package rsyslog-elasticsearch)')
        source, token = self.server.new_source('rsyslog omelasticsearch')
        send = self.rsyslog(
            'module(load="omelasticsearch")',
            'template(name="ecs" type="list" option.jsonf="on") {',
            ' property(outname="@timestamp" name="timereported" dateFormat="rfc3339" format="jsonf")',
            ' property(outname="host.name" name="hostname" format="jsonf")',
            ' property(outname="program" name="programname" format="jsonf")',
            ' property(outname="log.level" name="syslogseverity-text" format="jsonf")',
            ' property(outname="message" name="msg" format="jsonf")',
            '}',
            f'action(type="omelasticsearch" server="127.0.0.1" serverport="{self.server.http_port}"'
            f' uid="rsyslog" pwd="{token}" searchIndex="syslog" searchType="" bulkmode="on"'
            ' template="ecs" action.resumeRetryCount="-1" action.resumeInterval="1"'
            ' queue.type="linkedList" queue.dequeueBatchSize="100")')
        for n in range(300):
            send(f'<13>Nov 23 10:00:00 ung-dung[7]: omelastic số {n} "tiếng Việt"')
        rows = self.found('omelastic', 300)
        self.assertEqual({row['transport'] for row in rows}, {'http'})
        self.assertEqual({row['source_id'] for row in rows}, {source})
        self.assertEqual({row['host'] for row in rows}, {'may-rsyslog'})
        self.assertTrue(all('tiếng Việt' in row['raw'] for row in rows))
        send(failed_login('anelastic'))
        assert_failed_login_is_found(self, self.server, 'anelastic')
        self.balanced(source, 301)

    def test_omelasticsearch_comes_back(self):
        """While the server is away rsyslog keeps its events; none is lost or doubled afterwards."""
        if not os.path.exists('/usr/lib/x86_64-linux-gnu/rsyslog/omelasticsearch.so'):
            self.skipTest('no omelasticsearch (package rsyslog-elasticsearch)')
        _, token = self.server.new_source('rsyslog trở lại')
        send = self.rsyslog(
            'module(load="omelasticsearch")',
            'template(name="line" type="string"'
            ' string="{\\"host\\":\\"%hostname%\\",\\"message\\":\\"%msg:::json%\\"}")',
            f'action(type="omelasticsearch" server="127.0.0.1" serverport="{self.server.http_port}"'
            f' uid="rsyslog" pwd="{token}" searchIndex="syslog" searchType="" bulkmode="on"'
            ' template="line" action.resumeRetryCount="-1" action.resumeInterval="1"'
            ' queue.type="linkedList" healthchecktimeout="2000")')
        for n in range(20):
            send(f'<13>Nov 23 10:00:00 x: beforestop {n}')
        self.found('beforestop', 20)
        self.server.stop()
        for n in range(20):
            send(f'<13>Nov 23 10:00:01 x: whileaway {n}')
        self.server.start()
        self.found('whileaway', 20, 60)

    def test_syslog_ng(self):
        """syslog-ng's http() in its two usual forms: lines for us, and bulk for Elasticsearch."""
        root = os.environ.get('LACHAN_SYSLOG_NG', '')
        program = os.path.join(root, 'usr/sbin/syslog-ng') if root else tool('syslog-ng')
        if not program or not os.path.exists(program):
            self.skipTest('no syslog-ng (packages syslog-ng-core, syslog-ng-mod-http)')
        source, token = self.server.new_source('syslog-ng')
        folder = temp_folder(self)
        base = f'http://127.0.0.1:{self.server.http_port}'
        unix_path = os.path.join(folder, 's')
        bulk = ('{\\"create\\":{\\"_index\\":\\"ng\\"}}\\n$(format-json --scope rfc5424'
                ' --exclude DATE @timestamp=$ISODATE)')
        with open(os.path.join(folder, 'conf'), 'w') as file:
            file.write(f'''@version: 3.38
source s {{ unix-dgram("{unix_path}"); }};
destination lines {{ http(url("{base}/ingest/v1/events") method("POST")
  headers("Authorization: Bearer {token}") body("<$PRI>1 $ISODATE may-ng $PROGRAM - - - lines $MSG")
  batch-lines(50) batch-timeout(200) delimiter("\\n")); }};
destination bulk {{ http(url("{base}/_bulk") method("POST") user("syslog-ng") password("{token}")
  headers("Content-Type: application/x-ndjson") body("{bulk}") body-suffix("\\n") delimiter("\\n")
  batch-lines(50) batch-timeout(200)); }};
log {{ source(s); destination(lines); destination(bulk); }};
''')
        environment = dict(os.environ)
        arguments = []
        if root:
            libraries = [os.path.join(root, 'usr/lib/syslog-ng'),
                         os.path.join(root, 'usr/lib/x86_64-linux-gnu'),
                         os.path.join(root, 'lib/x86_64-linux-gnu')]
            environment['LD_LIBRARY_PATH'] = ':'.join(libraries)
            arguments = ['--module-path', os.path.join(root, 'usr/lib/syslog-ng/3.38')]
        log_path = os.path.join(folder, 'out')
        with open(log_path, 'wb') as log:
            daemon = subprocess.Popen(
                [program, '--foreground', '--no-caps', '-f', os.path.join(folder, 'conf'),
                 '-R', os.path.join(folder, 'persist'), '-p', os.path.join(folder, 'pid'),
                 '-c', os.path.join(folder, 'ctl'), *arguments],
                stdout=log, stderr=log, env=environment)
        self.addCleanup(stop, daemon)

        def is_up():
            if daemon.poll() is not None:
                with open(log_path) as file:
                    self.fail('syslog-ng ends: ' + file.read()[-1000:])
            return os.path.exists(unix_path)
        wait_for('syslog-ng', 30, is_up)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as unix:
            unix.connect(unix_path)
            for n in range(100):
                unix.send(f'<13>Nov 23 10:00:00 ung-dung: ngword số {n}'.encode())
        rows = self.found('ngword', 200, 30)
        self.assertEqual(sum(row['host'] == 'may-ng' for row in rows), 100)
        self.balanced(source, 200)

    def curl(self, path, token, data, *arguments, scheme='Bearer'):
        if not tool('curl'):
            self.skipTest('no curl')
        done = subprocess.run(
            [tool('curl'), '-sS', '-o', '-', '-w', '\n%{http_code}', '-H',
             f'Authorization: {scheme} {token}', *arguments, '--data-binary', '@-',
             f'http://127.0.0.1:{self.server.http_port}{path}'],
            input=data, stdout=subprocess.PIPE, check=True)
        body, status = done.stdout.decode().rsplit('\n', 1)
        return int(status), body

    def test_curl_packed_and_chunked(self):
        """gzip (and zstd where there is the program), chunked, after 100-continue."""
        source, token = self.server.new_source('curl nén')
        lines = ''.join(json.dumps({'host': f'may-{n}', 'word': f'packed{n}'}) + '\n'
                        for n in range(500)).encode()
        packings = [('gzip', gzip.compress(lines))]
        if tool('zstd'):
            packings.append(('zstd', subprocess.run([tool('zstd'), '-c'], input=lines,
                                                    stdout=subprocess.PIPE, check=True).stdout))
        for name, data in packings:
            for extra in ((), ('-H', 'Transfer-Encoding: chunked'),
                          ('-H', 'Expect: 100-continue')):
                with self.subTest(packing=name, extra=extra):
                    status, body = self.curl('/ingest/v1/events', token, data, '-H',
                                             f'Content-Encoding: {name}', *extra)
                    self.assertEqual((status, json.loads(body)['accepted']), (200, 500), body)
        self.balanced(source, 500 * 3 * len(packings))

    def test_curl_hec(self):
        """The example of Splunk's manual."""
        source, token = self.server.new_source('curl hec')
        status, body = self.curl('/services/collector/event', token,
                                 b'{"sourcetype": "my_sample_data", "event": "curlhec word"}',
                                 scheme='Splunk')
        self.assertEqual((status, json.loads(body)), (200, {'text': 'Success', 'code': 0}))
        row = self.found('curlhec', 1)[0]
        self.assertIn('my_sample_data', row['raw'])
        self.balanced(source, 1)


if __name__ == '__main__':
    unittest.main()
