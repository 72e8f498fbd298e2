# SPDX-License-Identifier: Apache-2.0
"""Hunts over stored events: rules, indicators and a query; what is wrong with them; the conclusion
counts for the six-month duty, once."""

import csv
import datetime
import io
import json
import os
import subprocess
import tempfile
import unittest

from harness import PROGRAM, SLACK, SOURCE, Scenario, run, temp_folder, wait_for

RULE = '''title: Xoá bản sao
id: thu-xoa-ban-sao
logsource: {category: process_creation, product: windows}
detection:
  s: {CommandLine|contains: 'delete shadows'}
  condition: s
level: high
'''
SECOND = '''title: Chạy vssadmin
id: thu-vssadmin
logsource: {category: process_creation, product: windows}
detection:
  s: {CommandLine|re: '^vssadmin(?=\\.exe)'}
  condition: s
level: low
'''
BROKEN = '''title: Hỏng
id: thu-hong
logsource: {category: process_creation, product: windows}
detection:
  s: {CommandLine|nosuchmodifier: 'x'}
  condition: s
'''

NOW = datetime.datetime.now(datetime.timezone.utc)


def at(**shift):
    return (NOW + datetime.timedelta(**shift)).strftime('%Y-%m-%dT%H:%M:%SZ')


class Hunts(Scenario):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        server = cls.server
        cls.system = server.post('systems', {'agency_id': server.agency, 'name': 'Máy săn', 'level': 2,
                                             'domain': 'san.example', 'users': 1})['id']
        _, token = server.new_source('Máy săn', system_id=cls.system)
        lines = [{'EventID': 1, 'Channel': 'Microsoft-Windows-Sysmon/Operational', 'Computer': 'pc-1',
                  'Image': 'C:\\Windows\\System32\\cmd.exe', 'number': str(i),
                  'CommandLine': 'vssadmin.exe delete shadows /all' if i % 10 == 0 else 'whoami'}
                 for i in range(200)]
        lines += [{'dst_ip': '198.51.100.7', 'src_ip': '10.0.0.1', 'action': 'accept'}] * 3
        answer = server.ingest(token, lines)
        assert answer.status == 200, answer
        server.settle()
        cls.rules = server.get('rules', limit=500)['rows']

    def call(self, path, body=None, status=(200, 201, 202), role='soc_analyst'):
        answer = self.server.request('POST', f'/api/v1/{path}', body or {},
                                     token=self.server.tokens[role])
        self.assertIn(answer.status, status if isinstance(status, tuple) else (status,), answer)
        return answer.json()

    def make(self, **fields):
        body = {'agency_id': self.server.agency, 'title': 'Thử', 'hypothesis': 'Xoá bản sao',
                'period_from': at(hours=-2), 'period_to': at(hours=2), 'systems': [], 'rules': [],
                'rule_sets': [], 'indicators': '', 'query': ''}
        body.update(fields)
        return self.call('hunts', body)

    def hunt(self, **fields):
        made = self.make(**fields)
        self.call(f'hunts/{made["id"]}/start')
        done = wait_for('the hunt', 60, lambda: (lambda h: h if h['state'] not in ('queued', 'running')
                                                 else None)(self.server.get(f'hunts/{made["id"]}')))
        self.assertEqual(done['state'], 'done', done)
        return done, self.server.get(f'hunts/{done["id"]}/hits')['rows']

    def test_indicators_and_what_they_hit(self):
        done, hits = self.hunt(indicators='198.51.100.7\nnobody.example\n')
        self.assertEqual(done['indicators_count'], 2)
        self.assertEqual(done['events_read'], 203)
        self.assertEqual([(h['target'], h['events'], h['agency_id']) for h in hits],
                         [('198.51.100.7', 3, self.server.agency)])
        events = self.server.search_all(f'id:{hits[0]["samples"][0]["id"]}')
        self.assertEqual(len(events), 1, 'each hit opens its event')
        self.assertIn('198.51.100.7', events[0]['raw'])

    def test_a_query_alone(self):
        _, hits = self.hunt(query='CommandLine:*shadows*')
        self.assertEqual([(h['kind'], h['events']) for h in hits], [('query', 20)])

    def test_a_query_names_agencies_and_sources(self):
        code = self.server.get(f'agencies/{self.server.agency}')['code']
        _, hits = self.hunt(query=f'agency:{code} source:"máy săn" CommandLine:*shadows*')
        self.assertEqual([h['events'] for h in hits], [20])
        made = self.make(query='source:"không có"')
        refused = self.call(f'hunts/{made["id"]}/start', None, 400)
        self.assertTrue(refused['fields'][0]['message'].startswith('hunt.value.source@7+'), refused)

    def test_rules_alone_and_sets_find_the_same(self):
        rule = self.rules[0]['id']
        _, of_set = self.hunt(rule_sets=[self.rules[0]['set']])
        by_rule = {h['target']: h['events'] for h in of_set}
        wanted = [r for r in by_rule][:3] or [rule]
        _, alone = self.hunt(rules=wanted)
        self.assertEqual({h['target']: h['events'] for h in alone},
                         {r: by_rule[r] for r in wanted if r in by_rule})

    def test_the_conclusion_counts_for_the_system_once(self):
        done, _ = self.hunt(query='CommandLine:*nothing-of-it*')
        self.assertEqual([c['system_id'] for c in done['covered']], [self.system])
        path = f'hunts/{done["id"]}/conclude'
        self.call(path, {'conclusion': 'nothing_found', 'conclusion_text': 'x',
                         'systems': [self.system + 1]}, (400, 422))
        for conclusion in ('found', 'nothing_found'):
            for text in ('', ' '):
                refused = self.call(path, {'conclusion': conclusion, 'conclusion_text': text,
                                           'systems': []}, (400, 422))
                self.assertEqual(refused['fields'],
                                 [{'name': 'conclusion_text', 'message': 'required'}])
        concluded = self.call(path, {'conclusion': 'nothing_found', 'conclusion_text': 'Không có gì.',
                                     'systems': [self.system]})
        self.assertEqual((concluded['conclusion'], concluded['evidence_rows']), ('nothing_found', 1))
        self.call(path, {'conclusion': 'nothing_found', 'systems': [self.system]}, (409, 412, 422, 400))
        checks = self.server.get('system-checks', system_id=self.system)['rows']
        ours = [c for c in checks if f'hunts/{done["id"]}:' in c['summary']]
        self.assertEqual([(c['kind'], c['result']) for c in ours], [('hunt', 'clean')])
        self.call(f'hunts/{done["id"]}/start', None, (409, 412, 422, 400))

    def test_what_is_wrong_is_named(self):
        for fields, field in (({'rules': ['no-such-rule']}, 'rules'), ({'rule_sets': ['none']}, 'rule_sets'),
                              ({}, 'rules'), ({'indicators': '???'}, 'indicators'), ({'query': 'a:('}, 'query')):
            made = self.make(**fields)
            answer = self.server.request('POST', f'/api/v1/hunts/{made["id"]}/start', {},
                                         token=self.server.tokens['soc_analyst'])
            self.assertIn(answer.status, (400, 422), answer)
            self.assertIn(field, [f['name'] for f in answer.json()['fields']], answer)
        answer = self.server.request('POST', '/api/v1/hunts', {'title': 'x', 'period_from': at(hours=1), 'period_to': at(hours=0)},
                                     token=self.server.tokens['soc_analyst'])
        self.assertIn(answer.status, (400, 422), answer)
        self.call('hunts', {'title': 'x'}, 403, role='inspector')

    def test_an_event_counts_once_and_a_match_for_each_rule(self):
        done, hits = self.hunt(rule_text=RULE + '---\n' + SECOND)
        self.assertEqual((done['rules_count'], done['events_hit'], done['matches']), (2, 20, 40))
        self.assertEqual([(h['kind'], h['target'], h['events']) for h in hits],
                         [('given_rule', 'thu-xoa-ban-sao', 20), ('given_rule', 'thu-vssadmin', 20)])

    def test_rules_that_cannot_be_used_are_named_and_the_others_run(self):
        text = f'---\n# file: tot.yml\n{RULE}\n---\n# file: thu/hong.yml\n{BROKEN}'
        done, hits = self.hunt(rule_text=text)
        self.assertEqual((done['rules_count'], [h['target'] for h in hits]), (1, ['thu-xoa-ban-sao']))
        rejected = [n for n in done['notes'] if n['code'] == 'rule_rejected']
        self.assertEqual(len(rejected), 1, done['notes'])
        self.assertRegex(rejected[0]['details'][0], r'^thu/hong\.yml:\d+:.*nosuchmodifier')
        made = self.make(rule_text=BROKEN)
        answer = self.server.request('POST', f'/api/v1/hunts/{made["id"]}/start', {},
                                     token=self.server.tokens['soc_analyst'])
        self.assertEqual(answer.status, 400, answer)
        self.assertEqual([f['name'] for f in answer.json()['fields']], ['rule_text'])

    def test_a_rule_that_sql_only_narrows_says_by_which_test(self):
        done, _ = self.hunt(rule_text=SECOND)
        notes = [n for n in done['notes'] if n['code'] == 'rule_confirmed']
        self.assertEqual([(n['rule'], n['title']) for n in notes], [('thu-vssadmin', 'Chạy vssadmin')])
        self.assertIn('CommandLine', notes[0]['details'][0])

    def test_only_the_agencies_asked_for(self):
        other = self.server.post('agencies', {'code': 'SAN', 'name': 'Sở săn', 'valid_from': '2022-01-01'})['id']
        done, hits = self.hunt(agency_id=None, agencies=[other], rule_text=RULE)
        self.assertEqual((done['events_read'], hits), (0, []))
        done, hits = self.hunt(agency_id=None, agencies=[other, self.server.agency], rule_text=RULE)
        self.assertEqual([h['agency_id'] for h in hits], [self.server.agency])

    def test_indicators_that_cannot_be_used_are_counted(self):
        done, _ = self.hunt(indicators='198.51.100.7\nnot an indicator at all\n')
        notes = [n for n in done['notes'] if n['code'] == 'indicators_left_out']
        self.assertEqual([(n['count'], n['of']) for n in notes], [(1, 2)], done['notes'])

    def command(self, *arguments, token=None, name='hunt'):
        """(status, stdout, stderr) of `lachan hunt` as the analyst."""
        environment = {**os.environ, 'LACHAN_TOKEN': token or self.server.tokens['soc_analyst']}
        done = subprocess.run(
            [PROGRAM, *name.split(), *arguments, '--server', f'http://127.0.0.1:{self.server.http_port}'],
            capture_output=True, stdin=subprocess.DEVNULL, env=environment, timeout=120 * max(1, SLACK))
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def file(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w') as file:
            file.write(text)
        return path

    def test_the_command_hunts_rules_of_a_folder(self):
        self.folder = temp_folder(self)
        self.file('luat/a.yml', RULE)
        self.file('luat/sau/b.yaml', SECOND)
        self.file('luat/doc.txt', 'no rule')
        status, out, said = self.command(os.path.join(self.folder, 'luat'), '--from', '-2h', '--hypothesis',
                                         'Có kẻ xoá bản sao', '--agency', 'SYT', '--out', 'jsonl')
        self.assertEqual(status, 1, said)
        hits = [json.loads(line) for line in out.splitlines()]
        self.assertEqual({(h['target'], h['events']) for h in hits}, {('thu-xoa-ban-sao', 20), ('thu-vssadmin', 20)})
        self.assertIn('203 events read, 20 hit, 40 matches', said)
        hunt = self.server.get('hunts', sort='-id', limit=1)['rows'][0]
        self.assertEqual((hunt['title'], hunt['agency_id']), ('Có kẻ xoá bản sao', self.server.agency))
        status, out, said = self.command(self.file('luat/hong.yml', BROKEN), '--from', '-2h')
        self.assertEqual((status, out), (2, ''), said)
        self.assertIn('nosuchmodifier', said)

    def test_the_command_hunts_indicators(self):
        self.folder = temp_folder(self)
        status, out, said = self.command('--indicators', self.file('ioc.txt', '198.51.100.7\n'), '--from', '-2h',
                                         '--out', 'csv')
        self.assertEqual(status, 1, said)
        rows = list(csv.DictReader(io.StringIO(out)))
        self.assertEqual([(r['target'], r['agency'], r['events']) for r in rows], [('198.51.100.7', 'SYT', '3')])
        self.assertEqual(len(rows[0]['samples'].split()), 3)
        status, out, said = self.command('--indicators', self.file('ioc.txt', '203.0.113.250\n'), '--from', '-2h')
        self.assertEqual((status, out), (0, ''), said)
        status, out, said = self.command('--query', 'CommandLine:*shadows*', '--from', '-2h')
        self.assertEqual(status, 1, said)
        self.assertRegex(out, r'(?m)^query +20 +SYT ')

    def test_what_the_command_cannot_do_is_said(self):
        for arguments, part in ((('--query', 'a:('), 'query'), (('--query', 'x', '--agency', 'KHONG'), "'KHONG'"),
                                (('--query', 'x', '--from', 'hôm qua'), '--from'), ((), 'rules'),
                                (('/no/such/folder',), 'does not exist')):
            status, out, said = self.command(*arguments)
            self.assertEqual((status, out), (2, ''), said)
            self.assertIn(part, said)
        status, _, said = self.command('--query', 'x', token='lct_wrong')
        self.assertEqual(status, 2, said)
        status, _, said = self.command('--query', 'x', token=self.server.tokens['inspector'])
        self.assertEqual(status, 2, said)

    def test_events_are_searched_from_the_command_line(self):
        asked = ('dst_ip:198.51.100.7 | fields src_ip, action', '--from', '-2h')
        status, out, said = self.command(*asked, '--out', 'csv', name='events search')
        self.assertEqual(status, 0, said)
        rows = list(csv.DictReader(io.StringIO(out)))
        self.assertEqual([(r['src_ip'], r['action']) for r in rows], [('10.0.0.1', 'accept')] * 3)
        status, out, said = self.command('CommandLine:* | count by CommandLine', '--from', '-2h', '--out', 'csv',
                                         name='events search')
        self.assertEqual(list(csv.reader(io.StringIO(out))), [
            ['CommandLine', 'count'], ['whoami', '180'], ['vssadmin.exe delete shadows /all', '20']], said)
        status, out, said = self.command('a:(', name='events search')
        self.assertEqual((status, out), (2, ''), said)

    def test_a_rule_is_printed_as_sql(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'rule.yml')
            with open(path, 'w') as file:
                file.write('title: r\nid: r\nlogsource: {category: process_creation, product: windows}\n'
                           "detection:\n  s: {CommandLine|contains: \"o'clock\\\\\"}\n  condition: s\n")
            status, said = run('rules', 'sql', path)
            self.assertEqual(status, 0, said)
            self.assertIn("positionCaseInsensitive(`f_CommandLine`, 'o\\'clock\\\\') > 0", said)
            with open(path, 'a') as file:
                file.write('  broken: [')
            status, said = run('rules', 'sql', path)
            self.assertEqual(status, 2, said)
        status, said = run('rules', 'sql', 'no-such-rule', '--folder', os.path.join(SOURCE, 'rules'))
        self.assertEqual(status, 2, said)
        self.assertIn("no rule 'no-such-rule'", said)


if __name__ == '__main__':
    unittest.main()
