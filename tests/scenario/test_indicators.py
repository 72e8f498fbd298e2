# SPDX-License-Identifier: Apache-2.0
"""Lists of indicators with the real programs: imported, held against what comes in, replaced, switched
off, excluded from, expired; through a kill, a million at once, and who may see what."""

import json
import os
import re
import time
import unittest
import urllib.parse

from harness import (PASSWORD, SLACK, Scenario, Server, Worker, kills, report, run, temp_folder,
                     wait_for)

CSV = """type,value,description,valid_until,tlp
ip,192.0.2.9,máy chủ điều khiển,,amber
domain,evil.example,trang giả mạo,,red
ip,192.0.2.66,đã hết hạn,2020-01-01,
md5,0123456789abcdef0123456789abcdef,tệp độc hại,,
ip,999.0.0.1,,,
"""
STIX = json.dumps({
    'type': 'bundle', 'id': 'bundle--1', 'objects': [
        {'type': 'indicator', 'spec_version': '2.1',
         'id': 'indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f',
         'created': '2026-01-01T00:00:00.000Z', 'modified': '2026-01-01T00:00:00.000Z',
         'name': 'beacon', 'pattern': "[ipv4-addr:value = '198.51.100.20']",
         'pattern_type': 'stix', 'valid_from': '2020-01-01T00:00:00Z'}]})
MISP = json.dumps({'Event': {'uuid': '5b0c1a3e-0000-4000-8000-000000000001', 'info': 'campaign',
                             'Orgc': {'name': 'CERT'}, 'Attribute': [
                                 {'uuid': '5b0c1a3e-0000-4000-8000-000000000002', 'type': 'domain',
                                  'category': 'Network activity', 'to_ids': True,
                                  'value': 'misp.evil.example', 'comment': 'c2',
                                  'timestamp': '1767225600'}]}})


def line_of(message, host='pc'):
    now = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())
    return f'<38>1 {now} {host} scenario - - - {message}'


class Lists:
    """What an analyst does with the lists of a server."""

    def __init__(self, server):
        self.server = server

    def call(self, method, path, body=None, expect=(200, 201, 204), role='soc_analyst', timeout=120):
        answer = self.server.request(method, f'/api/v1/{path}', body,
                                     token=self.server.tokens[role], timeout=timeout)
        assert answer.status in expect, answer
        return answer.json() if answer.body else None

    def make(self, name, document, expect=(201,), **settings):
        query = urllib.parse.urlencode({'name': name, **settings})
        made = self.call('POST', f'indicator-lists?{query}', document.encode(), expect)
        if expect == (201,):
            self.wait_in_force()
        return made

    def wait_in_force(self, seconds=60):
        wait_for('the lists in force', seconds * max(1, SLACK), lambda: (
            lambda state: not state['is_building'])(self.call('GET', 'indicator-state')))

    def get(self, number):
        return self.call('GET', f'indicator-lists/{number}')['list']

    def alerts(self, number, value):
        return self.server.get('alerts', rule_id=f'ioc:{number}:{value}', limit=1000)['rows']

    def count(self, number, value):
        return sum(row['count'] for row in self.alerts(number, value))

    def wait_count(self, number, value, count):
        self.server.settle()
        found = self.count(number, value)
        assert found == count, (value, found, count)


class IndicatorsTest(Scenario):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lists = Lists(cls.server)
        _, cls.token = cls.server.new_source('nguồn')

    def send(self, message, times=1, host='pc', **fields):
        """Lines of text, or with fields JSON."""
        lines = [{'program': 'scenario', 'message': message, 'n': str(n), 'host': host, **fields}
                 if fields else line_of(f'{message} ({n})', host) for n in range(times)]
        self.assertEqual(self.server.ingest(self.token, lines).status, 200)

    def test_a_list_is_imported_and_an_alert_is_raised(self):
        lists = self.lists
        query = 'indicator-lists?name=NCSC&level=critical&dry_run=true'
        trial = lists.call('POST', query, CSV.encode())
        self.assertIsNone(trial['list'])
        made = lists.make('NCSC 30/11', CSV, level='critical')
        self.assertEqual(made['account'], trial['account'])
        account = made['account']
        self.assertEqual((account['format'], account['found'], account['loaded'],
                          account['rejected'], account['expired']), ('csv', 5, 4, 1, 1))
        self.assertEqual(account['findings'][0]['place'], '6')
        number = made['list']['id']
        self.send('connect to 192.0.2.9:443 failed', host='pc1')
        self.send('a name', query='WWW.evil.example.', host='pc1')
        self.send('an old one', dst='192.0.2.66', host='pc1')
        self.send('nothing', dst='192.0.2.10', host='pc1')
        lists.wait_count(number, '192.0.2.9', 1)
        lists.wait_count(number, 'evil.example', 1)
        lists.wait_count(number, '192.0.2.66', 0)
        alert = lists.alerts(number, '192.0.2.9')[0]
        self.assertEqual(alert['level'], 'critical')
        self.assertIn('NCSC 30/11', alert['rule_title'])
        self.assertEqual(alert['host'], 'pc1')
        self.assertEqual(alert['matched'][0]['pattern'],
                         '192.0.2.9 (NCSC 30/11: máy chủ điều khiển)')
        # Of TLP red only the value itself.
        self.assertEqual(lists.alerts(number, 'evil.example')[0]['matched'],
                         [{'field': 'query', 'value': 'WWW.evil.example.',
                           'pattern': 'evil.example'}])
        # The same indicator on the same host joins.
        self.send('again 192.0.2.9', 3, host='pc1')
        lists.wait_count(number, '192.0.2.9', 4)
        self.assertEqual(len(lists.alerts(number, '192.0.2.9')), 1)
        now = lists.get(number)
        self.assertEqual((now['hits_24h'], now['hits_7d'], now['in_force']), (5, 5, 4))
        self.assertTrue(now['is_in_force'])
        lists.call('DELETE', f'indicator-lists/{number}')
        lists.wait_in_force()

    def test_all_formats_over_http_and_the_command_line(self):
        lists, server = self.lists, self.server
        folder = temp_folder(self)
        for name, document, value, form in (('stix', STIX, '198.51.100.20', 'stix'),
                                            ('misp', MISP, 'misp.evil.example', 'misp'),
                                            ('dòng', '# lines\n203.0.113[.]9\n', '203.0.113.9',
                                             'text')):
            made = lists.make('http ' + name, document)
            self.assertEqual(made['account']['format'], form)
            self.send('seen ' + value, host='pc2')
            lists.wait_count(made['list']['id'], value, 1)
            # The document as it was given.
            answer = server.request('GET', f'/api/v1/indicator-lists/{made["list"]["id"]}/content',
                                    token=server.tokens['soc_analyst'])
            self.assertEqual(answer.body.decode(), document)
            path = os.path.join(folder, name)
            with open(path, 'w') as file:
                file.write(document)
            status, said = self.command('import', path, '--name', 'cli ' + name, '--dry-run')
            self.assertEqual(status, 0, said)
            self.assertIn('nothing was stored', said)
            status, said = self.command('import', path, '--name', 'cli ' + name, '--level', 'low')
            self.assertEqual(status, 0, said)
            number = int(re.search(r'list (\d+)', said).group(1))
            lists.wait_in_force()
            self.assertEqual(lists.get(number)['level'], 'low')
            lists.call('DELETE', f'indicator-lists/{made["list"]["id"]}')
            status, said = self.command('remove', str(number))
            self.assertEqual(status, 0, said)

    def command(self, *arguments):
        token = os.path.join(self.server.folder, 'token')
        if not os.path.exists(token):
            with open(token, 'w') as file:
                file.write(self.server.tokens['soc_analyst'])
        return run('indicators', *arguments, '--server', f'http://127.0.0.1:{self.server.http_port}',
                   '--token-file', token)

    def test_the_command_shows_switches_and_looks_up(self):
        lists = self.lists
        number = lists.make('lệnh', CSV)['list']['id']
        status, said = self.command('lists')
        self.assertEqual(status, 0)
        self.assertIn('lệnh', said)
        status, said = self.command('lookup', 'a.evil[.]example', '192.0.2.200', 'không')
        self.assertEqual(status, 1, said)
        self.assertIn('evil.example in lệnh', said)
        self.assertIn('192.0.2.200: in no list', said)
        status, said = self.command('exclude', 'evil.example', '--reason', 'trang của ta')
        self.assertEqual(status, 0, said)
        lists.wait_in_force()
        status, said = self.command('lookup', 'evil.example')
        self.assertEqual(status, 0, said)
        self.assertIn('excluded', said)
        row = next(row for row in lists.call('GET', 'indicator-exclusions')['rows']
                   if row['value'] == 'evil.example')
        lists.call('DELETE', f'indicator-exclusions/{row["id"]}')
        for what, state in (('off', 'off'), ('on', 'on')):
            status, said = self.command(what, str(number))
            self.assertEqual(status, 0, said)
            self.assertEqual(lists.get(number)['state'], state)
        status, said = self.command('back', str(number))
        self.assertEqual(status, 2)
        self.assertIn('no other content', said)
        status, said = self.command('show', str(number))
        self.assertEqual(status, 0, said)
        self.assertIn('5 found = 4 loaded + 1 rejected + 0 skipped', said)
        status, said = self.command('import', '/nowhere', '--name', 'x')
        self.assertEqual(status, 2, said)
        self.assertEqual(self.command('remove', str(number))[0], 0)

    def test_replaced_off_back_and_removed(self):
        lists = self.lists
        number = lists.make('thay', '192.0.2.101\n')['list']['id']
        self.send('one 192.0.2.101', host='a')
        lists.wait_count(number, '192.0.2.101', 1)
        trial = lists.call('PUT', f'indicator-lists/{number}/content?dry_run=true', b'192.0.2.102\n')
        self.assertIsNone(trial['list'])
        lists.call('PUT', f'indicator-lists/{number}/content', b'192.0.2.102\n')
        lists.wait_in_force()
        self.send('old 192.0.2.101, new 192.0.2.102', host='b')
        lists.wait_count(number, '192.0.2.102', 1)
        self.assertEqual(lists.count(number, '192.0.2.101'), 1)
        lists.call('PATCH', f'indicator-lists/{number}', {'state': 'off'})
        lists.wait_in_force()
        self.send('off 192.0.2.102', host='b')
        lists.wait_count(number, '192.0.2.102', 1)
        lists.call('PATCH', f'indicator-lists/{number}', {'state': 'on', 'raises_alerts': False})
        lists.wait_in_force()
        self.send('counted 192.0.2.102', host='b')
        lists.wait_count(number, '192.0.2.102', 1)
        self.assertEqual(lists.get(number)['hits_24h'], 3)
        lists.call('PATCH', f'indicator-lists/{number}', {'raises_alerts': True})
        lists.call('POST', f'indicator-lists/{number}/back')
        lists.wait_in_force()
        self.send('back: 192.0.2.101, not 192.0.2.102', host='b')
        lists.wait_count(number, '192.0.2.101', 2)
        self.assertEqual(lists.count(number, '192.0.2.102'), 1)
        lists.call('DELETE', f'indicator-lists/{number}')
        lists.wait_in_force()
        self.send('gone 192.0.2.101', host='b')
        lists.wait_count(number, '192.0.2.101', 2)
        lists.call('GET', f'indicator-lists/{number}', expect=(404,))

    def test_an_exclusion_raises_nothing_until_it_is_ended(self):
        lists = self.lists
        number = lists.make('loại trừ', '192.0.2.112/28\nad.example\n')['list']['id']
        made = [lists.call('POST', 'indicator-exclusions', {'value': value, 'reason': 'của ta'})
                for value in ('192.0.2.113', 'OK.ad.example')]
        lists.wait_in_force()
        self.send('excluded 192.0.2.113 and a.ok.ad.example', host='a')
        self.send('not excluded 192.0.2.114 and bad.ad.example', host='a')
        lists.wait_count(number, 'ad.example', 1)
        self.assertEqual(lists.count(number, '192.0.2.112/28'), 1)
        now = lists.get(number)
        self.assertEqual((now['hits_7d'], now['excluded_7d']), (2, 2))
        for one in made:
            lists.call('DELETE', f'indicator-exclusions/{one["id"]}')
        lists.wait_in_force()
        self.send('excluded no more 192.0.2.113', host='a')
        lists.wait_count(number, '192.0.2.112/28', 2)
        ended = lists.call('GET', 'indicator-exclusions?with_ended=true')['rows']
        self.assertTrue(all(not row['is_in_force'] for row in ended if row['id'] == made[0]['id']))
        for body in ({'value': 'x y', 'reason': 'x'}, {'value': '192.0.2.1', 'reason': ' '},
                     {'value': '192.0.2.1', 'reason': 'x', 'until': '2020-01-01T00:00:00Z'}):
            lists.call('POST', 'indicator-exclusions', body, expect=(400,))
        lists.call('DELETE', f'indicator-lists/{number}')

    def test_bad_documents_are_refused_with_what_is_wrong(self):
        lists = self.lists
        for document in ('', '<?xml version="1.0"?><stix/>', 'PK\x03\x04xx', 'type,value\nip,nope\n',
                         '{"type":"bundle","objects":[', '\x00\x01\x02'):
            answer = lists.make('hỏng', document, expect=(400,))
            self.assertTrue(answer['fields'], answer)
        for settings in ({'level': 'loud'}, {'default_tlp': 'pink'}, {'default_days': 'x'},
                         {'default_days': 0}, {'raises_alerts': 'maybe'}, {'dry_run': 'x'}):
            lists.make('hỏng', CSV, expect=(400,), **settings)
        lists.make('', CSV, expect=(400,))
        lists.make('tên', CSV)
        again = lists.make('tên', CSV, expect=(409,))
        self.assertEqual(again['fields'][0]['name'], 'name')
        number = next(row['id'] for row in lists.call('GET', 'indicator-lists')['rows']
                      if row['name'] == 'tên')
        lists.call('PUT', f'indicator-lists/{number}/content', b'<xml/>', expect=(400,))
        self.assertEqual(lists.get(number)['loaded'], 4)
        lists.call('PATCH', f'indicator-lists/{number}', {'colour': 'red'}, expect=(400,))
        lists.call('DELETE', f'indicator-lists/{number}')

    def test_who_may_see_and_change_what(self):
        lists, server = self.lists, self.server
        number = lists.make('quyền', CSV)['list']['id']
        self.send('tenant 192.0.2.9 and evil.example', host='pc9')
        lists.wait_count(number, 'evil.example', 1)
        account = server.post('accounts', {'login': 'officer', 'name': 'officer',
                                           'role': 'agency_officer', 'agency_id': server.agency,
                                           'password': PASSWORD})['id']
        expires = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + 86400))
        token = server.post('api-tokens', {'name': 'officer', 'account_id': account,
                                           'read_only': False, 'scopes': '',
                                           'expires_at': expires})['token']
        headers = {'Authorization': f'Bearer {token}'}
        for path in ('indicator-lists', f'indicator-lists/{number}', 'indicators', 'indicator-state',
                     f'indicator-lists/{number}/content', 'indicator-exclusions'):
            self.assertIn(server.request('GET', f'/api/v1/{path}', headers=headers).status,
                          (403, 404), path)
        self.assertIn(server.request('POST', '/api/v1/indicators/lookup', {'values': ['a.example']},
                                     headers).status, (403, 404))
        # The alerts of its agency it sees; of TLP red the value, no word of source and description.
        rows = server.request('GET', f'/api/v1/alerts?rule_id=ioc:{number}:evil.example',
                              headers=headers)
        self.assertEqual(len(rows.json()['rows']), 1)
        self.assertNotIn('giả mạo', rows.body.decode())
        # The inspector reads and changes nothing.
        lists.call('GET', 'indicator-lists', role='inspector')
        for method, path, body in (('POST', 'indicator-lists?name=x', CSV.encode()),
                                   ('PATCH', f'indicator-lists/{number}', {'state': 'off'}),
                                   ('DELETE', f'indicator-lists/{number}', None),
                                   ('POST', f'indicator-lists/{number}/back', None),
                                   ('PUT', f'indicator-lists/{number}/content', b'x'),
                                   ('POST', 'indicator-exclusions', {'value': 'a.example',
                                                                     'reason': 'x'})):
            lists.call(method, path, body, expect=(403,), role='inspector')
        lists.call('DELETE', f'indicator-lists/{number}')

    def test_metrics_and_health_tell_what_is_in_force(self):
        lists, server = self.lists, self.server
        number = lists.make('số', '192.0.2.150\n192.0.2.151\n')['list']['id']
        before = server.metrics()
        self.send('counted 192.0.2.150', 2, host='a')
        lists.wait_count(number, '192.0.2.150', 2)
        now = server.metrics()
        self.assertGreaterEqual(now['indicators_in_force'], 2)
        self.assertGreaterEqual(now['indicator_lists'], 1)
        self.assertEqual(now['indicator_hits_total'] - before['indicator_hits_total'], 2)
        part = next(part for part in server.request('GET', '/readyz').json()['components']
                    if part['name'] == 'indicators')
        self.assertTrue(part['ok'])
        page = lists.call('GET', f'indicators?list={number}&limit=1')
        self.assertEqual(len(page['rows']), 1)
        rest = lists.call('GET', f'indicators?list={number}&after={page["next"]}')
        self.assertEqual([row['value'] for row in rest['rows']], ['192.0.2.151'])
        self.assertEqual(rest['next'], '')
        lists.call('DELETE', f'indicator-lists/{number}')


class KilledTest(unittest.TestCase):
    """A kill in a flood loses no alert and counts none twice."""

    def test_kills_during_a_flood(self):
        server = Server(self).start().set_up()
        lists = Lists(server)
        number = lists.make('lũ', '192.0.2.9\n')['list']['id']
        _, token = server.new_source('nguồn')
        sent = 0
        for _ in range(kills(3)):
            stop = []

            def flood():
                nonlocal sent
                while not stop:
                    key = f'batch-{sent}'
                    lines = [line_of(f'{key} {n} to 192.0.2.9') for n in range(50)]
                    while True:  # Until it is acknowledged: the key keeps it from being taken twice.
                        try:
                            if server.ingest(token, lines, key).status == 200:
                                break
                        except OSError:
                            pass
                        time.sleep(0.05)
                    sent += 50
            worker = Worker(flood)
            worker.start()
            time.sleep(1.0)
            server.kill()
            server.start(60)
            stop.append(True)
            worker.join(60)
        server.settle(60)
        self.assertEqual(lists.count(number, '192.0.2.9'), sent)
        self.assertEqual(lists.get(number)['hits_24h'], sent)
        report(f'{sent} events with an indicator over {kills(3)} kills: as many in alerts and counts')


class MillionTest(unittest.TestCase):
    """A million indicators while events flow."""

    def test_a_million(self):
        server = Server(self).start().set_up()
        lists = Lists(server)
        _, token = server.new_source('nguồn')
        document = 'type,value,description\n' + ''.join(
            f'ip,{10 + n // 65536}.{n // 256 % 256}.{n % 256}.7,chiến dịch {n % 400}\n'
            if n % 2 else f'domain,host{n}.evil{n % 1000}.example,chiến dịch {n % 400}\n'
            for n in range(1_000_000))
        stop, sent = [], []

        def flow():
            while not stop:
                lines = [line_of(f'{len(sent)} {n} from 172.16.{n}.1') for n in range(100)]
                answer = server.ingest(token, lines)
                assert answer.status in (200, 429, 503), answer
                if answer.status == 200:
                    sent.append(100)
        server.settle()
        before = server.resident_bytes()
        worker = Worker(flow)
        worker.start()
        begun = time.monotonic()
        made = lists.make('triệu', document)
        took = time.monotonic() - begun
        state = lists.call('GET', 'indicator-state')
        stop.append(True)
        worker.join(60)
        self.assertEqual(made['account']['loaded'], 1_000_000)
        self.assertEqual(state['indicators'], 1_000_000)
        server.settle(120)
        self.assertEqual(server.metrics()['records_rejected_total'], 0)
        after = server.resident_bytes()
        report(f'{len(document) >> 20} MiB of CSV: in force after {took:.1f} s (built in '
               f'{state["build_seconds"]:.1f} s), {sum(sent)} events meanwhile; set of '
               f'{state["bytes"] >> 20} MiB, resident {before >> 20} → {after >> 20} MiB')
        number = made['list']['id']
        server.ingest(token, [line_of('to www.host4.evil4.example now')])
        lists.wait_count(number, 'host4.evil4.example', 1)
        values = [f'{10 + n // 65536}.{n // 256 % 256}.{n % 256}.7' for n in range(1, 2000, 2)]
        best = 1e9
        for _ in range(3):
            begun = time.monotonic()
            answer = lists.call('POST', 'indicators/lookup', {'values': values})
            best = min(best, time.monotonic() - begun)
        self.assertTrue(all(row['is_listed'] for row in answer['rows']))
        report(f'1,000 values looked up in {best * 1000:.0f} ms')
        self.assertLess(best, 0.2 * max(1, SLACK))
        # Another start has them in force before it reads what came in.
        server.kill()
        server.start(60)
        report(f'start with them {server.started_in:.1f} s')
        self.assertEqual(lists.call('GET', 'indicator-state')['indicators'], 1_000_000)


if __name__ == '__main__':
    unittest.main()
