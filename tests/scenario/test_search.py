# SPDX-License-Identifier: Apache-2.0
"""Searching events: streamed answers, tables, offers, saved searches, exports with receipts, and the
query that ends with its client."""

import csv
import hashlib
import io
import json
import os
import subprocess
import time
import unittest
import urllib.parse

from harness import PASSWORD, PROGRAM, SLACK, Scenario, run, wait_for

COUNT = 300


class SearchTest(Scenario):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        s = cls.server
        cls.soc = s.tokens['soc_analyst']
        cls.other = s.post('agencies', {'code': 'SXD', 'name': 'Sở Xây dựng',
                                        'valid_from': '2022-01-01'})['id']
        for agency, word in ((s.agency, 'nha'), (cls.other, 'kinmitmit')):
            source = s.post('sources', {'agency_id': agency, 'name': 'Nguồn ' + word})['id']
            token = s.post(f'sources/{source}/token', {})['token']
            lines = [{'program': 'thu', 'user': f'{word}{i % 5}', 'bytes': i, 'note': f'=1+{i}',
                      'message': f'{word} line {i}'} for i in range(COUNT)]
            answer = s.ingest(token, lines)
            assert answer.status == 200, answer
        s.post('accounts', {'login': 'can_bo', 'name': 'Cán bộ', 'role': 'agency_officer',
                            'agency_id': s.agency, 'password': PASSWORD})
        cls.officer, _ = s.sign_in('can_bo', PASSWORD)
        changed = s.request('POST', '/api/v1/me/password',
                            {'old_password': PASSWORD, 'new_password': PASSWORD + 'x'}, cls.officer)
        assert changed.status == 204, changed
        wait_for('all events stored', 60 * SLACK, lambda: cls.table('line | count')['rows'] ==
                 [[str(2 * COUNT)]])

    @classmethod
    def ask(cls, path, headers=None, **query):
        url = f'/api/v1/{path}?{urllib.parse.urlencode(query)}'
        if headers is None:
            return cls.server.request('GET', url, token=cls.soc, timeout=60)
        return cls.server.request('GET', url, headers=headers, timeout=60)

    @classmethod
    def table(cls, query, headers=None):
        answer = cls.ask('events/table', headers, query=query, **{'from': '-1h'})
        assert answer.status == 200, answer
        return answer.json()

    def stream(self, query, headers=None, **more):
        answer = self.ask('events/search', headers, query=query, **{'from': '-1h', **more})
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(answer.headers['Content-Type'], 'application/x-ndjson')
        return [json.loads(line) for line in answer.body.splitlines() if line.strip()]

    def test_a_search_comes_line_by_line_and_pages_meet(self):
        ids, after, pages = [], '', 0
        while pages < 20:
            lines = self.stream('line', limit=170, after=after)
            self.assertEqual(lines[0]['start']['shape'], 'events')
            self.assertIn('end', lines[-1])
            self.assertTrue(any('progress' in line for line in lines) or lines[-1]['end']['next'])
            ids += [line['event']['id'] for line in lines if 'event' in line]
            after, pages = lines[-1]['end']['next'], pages + 1
            if not after:
                break
        self.assertEqual(len(ids), 2 * COUNT)
        self.assertEqual(len(set(ids)), 2 * COUNT)

    def test_tables_and_what_is_wrong_with_a_query(self):
        table = self.table('line bytes:<100 | count by user | where count > 19 | sort user')
        self.assertEqual([c['name'] for c in table['columns']], ['user', 'count'])
        self.assertEqual(len(table['rows']), 10)
        self.assertEqual(table['rows'][0], ['kinmitmit0', '20'])
        lines = self.stream('line | timechart span=1h sum bytes')
        self.assertEqual(lines[0]['start']['shape'], 'timechart')
        self.assertEqual(sum(float(line['row'][1]) for line in lines if 'row' in line),
                         2 * sum(range(COUNT)))
        answer = self.ask('events/search', query='line | cuont')
        self.assertEqual(answer.status, 400, answer)
        self.assertEqual(answer.json()['fields'],
                         [{'name': 'query', 'message': 'hunt.command.unknown@7+5=count'}])
        unknown = self.ask('events/check', query='usre:x').json()['unknown']
        self.assertEqual([(u['name'], u['nearest']) for u in unknown], [('usre', 'user')])

    def test_offers_come_from_real_data(self):
        fields = self.ask('events/complete', query='byt').json()
        self.assertEqual((fields['kind'], fields['rows'][0]['text']), ('field', 'bytes:'))
        values = self.ask('events/complete', query='line user:nh').json()
        self.assertEqual(values['begin'], 10)
        self.assertEqual(sorted(r['label'] for r in values['rows']), [f'nha{i}' for i in range(5)])
        commands = self.ask('events/complete', query='line | ti').json()
        self.assertEqual(commands['rows'][0]['label'], 'timechart count by ')

    def test_agencies_and_sources_have_names(self):
        code = self.server.get(f'agencies/{self.server.agency}')['code']
        for query, count in ((f'agency:{code}', COUNT), ('agency:sxd', COUNT), ('agency:SX*', COUNT),
                             (f'agency:{self.other}', COUNT), (f'agency:(SXD OR {code})', 2 * COUNT),
                             ('source:"nguồn kinmitmit"', COUNT), ('NOT source:/^nguồn k/', COUNT)):
            self.assertEqual(self.table(f'line {query} | count')['rows'], [[str(count)]], query)
            rows = [line for line in self.stream(f'line {query}', limit=10000) if 'event' in line]
            self.assertEqual(len(rows), count, query)
        wrong = self.ask('events/table', query='dòng agency:SXDD | count').json()
        self.assertEqual(wrong['fields'],
                         [{'name': 'query', 'message': 'hunt.value.agency@13+4=SXD'}])
        self.assertTrue(wrong['detail'].startswith('query, position 13: '), wrong)
        wrong = self.ask('events/search', query='source:"nguon kinmitmit"').json()
        self.assertEqual(wrong['fields'][0]['message'],
                         'hunt.value.source@7+17="Nguồn kinmitmit"')
        offers = self.ask('events/complete', query='line agency:xay').json()
        self.assertEqual([(r['text'], r['label'], r['count']) for r in offers['rows']],
                         [('SXD ', 'SXD — Sở Xây dựng', COUNT)])
        offers = self.ask('events/complete', query='source:"Nguồn k').json()
        self.assertEqual([(r['text'], r['label']) for r in offers['rows']],
                         [('"Nguồn kinmitmit" ', 'Nguồn kinmitmit — SXD')])
        export = self.ask('events/export', query='agency:SXD', format='ndjson')
        self.assertEqual(len(export.body.splitlines()), COUNT)

    def test_an_officer_learns_no_name_of_another_agency(self):
        own = self.table('line source:"Nguồn nha" | count', self.officer)['rows']
        self.assertEqual(own, [[str(COUNT)]])
        told = {}
        for name in ('Nguồn kinmitmit', 'Nguồn kinmitmix'):  # One there is, one there is not.
            answer = self.ask('events', self.officer, query=f'source:"{name}"')
            self.assertEqual(answer.status, 400, answer)
            problem = answer.json()
            told[name] = (problem['detail'], problem['fields'])
        self.assertEqual(*told.values())
        for typed in ('source:', 'source:kin', 'source:"Nguồn k'):
            offers = self.ask('events/complete', self.officer, query=typed)
            self.assertNotIn(b'kinmitmit', offers.body, typed)
        self.assertNotIn(b'kinmitmit', self.ask('lookup/sources', self.officer).body)
        self.assertIn(b'kinmitmit', self.ask('lookup/sources').body)

    def test_an_officer_sees_nothing_of_another_agency(self):
        lines = self.stream('line', self.officer, limit=10000)
        events = [line['event'] for line in lines if 'event' in line]
        self.assertEqual(len(events), COUNT)
        self.assertEqual({e['agency_id'] for e in events}, {self.server.agency})
        for query in ('| count by user', f'agency:{self.other} OR line | distinct user',
                      '| timechart count by user', '| top 20 user'):
            self.assertNotIn('kinmitmit', json.dumps(self.table(query, self.officer)), query)
        for typed in ('user:', 'user:kin', 'message:kin'):
            offers = self.ask('events/complete', self.officer, query=typed)
            self.assertNotIn(b'kinmitmit', offers.body, typed)
        export = self.ask('events/export', self.officer, query='line', format='csv')
        self.assertEqual(export.status, 200, export)
        self.assertNotIn(b'kinmitmit', export.body)
        self.assertEqual(len(export.body.splitlines()), COUNT + 1)

    def test_rows_read_are_told_to_those_who_see_every_agency(self):
        for query in ('kinmitmit', '| count by user', 'line'):
            for headers in (None, self.officer):
                told = headers is None
                page = self.ask('events', headers, query='kinmitmit', **{'from': '-1h'})
                self.assertEqual(page.json().get('rows_read') is not None, told, query)
                table = self.table('kinmitmit | count', headers)
                self.assertEqual(table.get('rows_read') is not None, told, query)
                for line in self.stream(query, headers):
                    for part in ('progress', 'end'):
                        if part in line:
                            self.assertEqual(line[part].get('rows_read') is not None, told, line)

    def receipt(self, answer):
        path = f'/api/v1/event-exports/{answer.headers["X-Export-Receipt"]}'
        return wait_for('the receipt', 30 * SLACK, lambda: (
            lambda r: r if r['state'] != 'running' else None)(
                self.server.request('GET', path, token=self.soc).json()))

    def test_an_export_has_its_receipt(self):
        answer = self.ask('events/export', query='user:nha1 | fields user, note', format='csv')
        self.assertEqual(answer.status, 200, answer)
        rows = list(csv.reader(io.StringIO(answer.body.decode('utf-8-sig'))))
        self.assertEqual(rows[0], ['user', 'note'])
        self.assertEqual(len(rows), COUNT // 5 + 1)
        self.assertTrue(all(row[1].startswith("'=1+") for row in rows[1:]))
        receipt = self.receipt(answer)
        self.assertEqual(receipt['state'], 'finished')
        self.assertEqual(receipt['row_count'], COUNT // 5)
        self.assertEqual(receipt['sha256'], hashlib.sha256(answer.body).hexdigest())
        whole = self.ask('events/export', query='user:nha1')
        self.assertEqual(len(whole.body.splitlines()), COUNT // 5)
        self.assertEqual(json.loads(whole.body.splitlines()[0])['fields']['user'], 'nha1')
        cut = self.ask('events/export', query='line', limit=7)
        self.assertEqual(self.receipt(cut)['state'], 'cut')
        wrong = self.ask('events/export', query='(line')
        self.assertEqual(wrong.status, 400, wrong)

    def test_saved_searches_are_ones_own_until_shared(self):
        s = self.server
        body = {'name': 'Thử', 'query': 'line | count by user', 'period': '7d'}
        made = s.request('POST', '/api/v1/saved-searches', body, token=self.soc)
        self.assertEqual(made.status, 201, made)
        one = made.json()
        path = f'/api/v1/saved-searches/{one["id"]}'
        other = s.tokens['inspector']
        self.assertEqual(s.request('GET', path, token=other).status, 404)
        self.assertEqual(s.request('GET', path, headers=self.officer).status, 404)
        shared = s.request('PATCH', path, {'is_shared': True}, {'If-Match': '"1"'}, self.soc)
        self.assertEqual(shared.status, 200, shared)
        self.assertFalse(s.request('GET', path, token=other).json()['is_mine'])
        self.assertEqual(s.request('GET', path, headers=self.officer).status, 404)
        self.assertEqual(s.request('DELETE', path, token=other).status, 403)
        self.assertEqual(s.request('DELETE', path, token=self.soc).status, 204)
        self.assertEqual(s.request('GET', path, token=self.soc).status, 404)

    def running(self):
        """Searches that the engine works on, as the server's seats tell: a fourth is refused."""
        return self.ask('events/search', query='line', limit=1).status

    def test_a_search_ends_with_its_client(self):
        """Three slow searches take all seats of an account; closing them frees the seats at once."""
        slow = ' OR '.join(f'raw:/(a|b|c)*{i}[0-9]*(x|y)*z{i}/' for i in range(60))
        url = '/api/v1/events/search?' + urllib.parse.urlencode({'query': slow, 'from': '-90d'})
        connections = []
        for _ in range(3):
            connection = self.server.connection(60)
            connection.request('GET', url, headers={'Authorization': f'Bearer {self.soc}'})
            connections.append(connection)
        time.sleep(0.2)
        for connection in connections:
            connection.close()
        wait_for('the seats are free', 20 * SLACK, lambda: self.running() == 200)
        wait_for('the engine is idle', 20 * SLACK, lambda: self.ask(
            'events', query='line', limit=1).status == 200)

    def test_the_command_line(self):
        server = f'http://127.0.0.1:{self.server.http_port}'
        folder = os.path.dirname(self.server.data)
        token = os.path.join(folder, 'token')
        with open(token, 'w', encoding='utf-8') as file:
            file.write(self.soc + '\n')
        common = ['--server', server, '--token-file', token, '--from', '-1h']
        status, said = run('events', 'search', 'user:nha1 | count by user', *common)
        self.assertEqual((status, said.splitlines()), (0, ['user\tcount', f'nha1\t{COUNT // 5}']))
        status, said = run('events', 'search', 'user:nha1', '--limit', '3', '--out', 'jsonl', *common)
        self.assertEqual(status, 0, said)
        self.assertEqual(len([json.loads(line) for line in said.splitlines()]), 3)
        target = os.path.join(folder, 'out.csv')
        status, said = run('events', 'export', 'user:nha1', '--out', 'csv', '--file', target, *common)
        self.assertEqual(status, 0, said)
        self.assertIn('receipt', said)
        with open(target, encoding='utf-8-sig') as file:
            self.assertEqual(len(file.readlines()), COUNT // 5 + 1)
        status, said = run('events', 'search', '(a', *common)
        self.assertEqual(status, 2)
        self.assertIn('chưa được đóng', said)
        bare = subprocess.run([PROGRAM, 'events', 'search', 'a', '--server', server],
                              env={k: v for k, v in os.environ.items() if k != 'LACHAN_TOKEN'},
                              capture_output=True, check=False)
        self.assertEqual(bare.returncode, 2)
        self.assertIn(b'LACHAN_TOKEN', bare.stderr)


if __name__ == '__main__':
    unittest.main()
