# SPDX-License-Identifier: Apache-2.0
"""Headers of logs with columns (W3C, Zeek) hold over kills and rotations."""

import os
import unittest

from harness import Server, temp_folder, wait_for
from senders import arrived


def fields(server, row):
    event = server.get('events/' + row['id'])
    return {field['name']: field['value'] for field in event['fields']}


class ColumnsTest(unittest.TestCase):
    def test_senders(self):
        """A header comes over the network, is acknowledged, and the server is killed: lines from the
        middle of the log still have their columns."""
        server = Server(self).start().set_up()
        _, token = server.new_source('iis')
        zeek_source, zeek = server.new_source('zeek')
        header = '#Fields: date time cs-method cs-uri-stem sc-status x-word'
        answer = server.ingest(token, [header, '2026-11-23 04:05:01 GET /a 200 columnbefore'])
        self.assertEqual(answer.json()['accepted'], 2)
        server.ingest(zeek, ['#separator \\x09', '#path\tcustom', '#fields\tts\tuid\tanswers',
                             '#types\ttime\tstring\tvector[string]'])
        for turn in range(3):
            server.kill()
            server.start(60)
            server.ingest(token, [f'2026-11-23 04:05:0{turn} GET /b{turn} 404 columnafter'])
            server.ingest(zeek, [f'1795406701.25\tC{turn}\tcolumnx,columny'])
        rows = arrived(server, 'columnafter', 1, 60)
        rows = wait_for('all', 60, lambda: (lambda found: found if len(found) == 3 else None)(
            server.search_all('columnafter')))
        for row in rows:
            found = fields(server, row)
            self.assertEqual((found.get('cs-method'), found.get('sc-status'), found.get('x-word')),
                             ('GET', '404', 'columnafter'), row)
        rows = wait_for('all', 60, lambda: (lambda found: found if len(found) == 3 else None)(
            server.search_all(f'source:{zeek_source} AND format:zeek')))
        self.assertEqual({fields(server, row)['uid'] for row in rows}, {'C0', 'C1', 'C2'})

    def test_files(self):
        """Two logs of one source with as many columns each: the server is killed, one is renamed while
        it is off, the other is copied and cut off; each line has the columns of its own file."""
        folder = temp_folder(self)
        logs = os.path.join(folder, 'logs')
        os.makedirs(logs)
        path = os.path.join(folder, 'files.yaml')
        with open(path, 'w') as file:
            file.write(f'files:\n  - source: tệp\n    paths: "{logs}/*.log*"\n')
        server = Server(self, settings={'files.rules': path}).start().set_up()
        server.new_source('tệp')

        def write(name, *lines):
            with open(os.path.join(logs, name), 'a') as file:
                file.write(''.join(line + '\n' for line in lines))

        def read(count):
            wait_for(f'{count} records', 60,
                     lambda: server.metrics().get('files_records_total', 0) >= count)
        pad = 'p' * 1100  # the first KiB tells one file from another
        write('a.log', f'#Remark: a {pad}', '#Fields: date a-one a-two', '2026-11-23 filecol a1')
        write('b.log', f'#Remark: b {pad}', '#Fields: date b-one b-two', '2026-11-23 filecol b1')
        read(6)
        server.kill()
        write('a.log', '2026-11-23 filecol a2')
        os.rename(os.path.join(logs, 'a.log'), os.path.join(logs, 'a.log.1'))
        write('a.log.1', '2026-11-23 filecol a3')
        write('b.log', '2026-11-23 filecol b2')
        server.start(60)
        read(3)
        with open(os.path.join(logs, 'b.log')) as old, \
                open(os.path.join(logs, 'b.log.1'), 'w') as copy:
            copy.write(old.read())
        os.truncate(os.path.join(logs, 'b.log'), 0)
        wait_for('the cut', 60, lambda: server.metrics().get('files_emptied_total') == 1)
        write('b.log', '2026-11-23 filecol b3')
        read(4)
        server.kill()
        write('b.log', '2026-11-23 filecol b4')
        server.start(60)
        read(1)
        rows = wait_for('all', 60, lambda: (lambda found: found if len(found) == 7 else None)(
            server.search_all('filecol')))
        for row in rows:
            word = row['raw'].split()[2]
            found = fields(server, row)
            self.assertEqual(found.get(f'{word[0]}-two'), word, (row['raw'], found))


if __name__ == '__main__':
    unittest.main()
