# SPDX-License-Identifier: Apache-2.0
"""Sources as their keepers see them: rate, account, clock, strangers, and the alarm of silence."""

import json
import shutil
import subprocess
import time
import unittest

from harness import PASSWORD, Scenario, Server, run, wait_for


def iso(ago=0):
    return time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() - ago))


class SourcesTest(Scenario):
    settings = {'sources.watch_seconds': '1', 'sources.address': 'log.example.vn'}

    def status(self, source, role='soc_analyst'):
        return self.server.get(f'sources/{source}/status', role)

    def test_a_page_tells_what_came_and_how_it_was_understood(self):
        """Rate, formats, delay, clock and samples are those of what was sent; the account adds up."""
        server = self.server
        source, token = server.new_source('Cổng dịch vụ')
        lines = [{'@timestamp': iso(30), 'host': 'web-1', 'message': f'số {n}'} for n in range(20)]
        self.assertEqual(server.ingest(token, lines + ['{"broken', 'words only']).status, 200)
        server.settle()
        wait_for('stored', 20, lambda: self.status(source)['status']['counters']['stored'] == 22)
        detail = self.status(source)
        row = detail['status']
        self.assertEqual(row['state'], 'speaking')
        self.assertEqual(row['counters']['received'], 22)
        self.assertEqual(row['counters']['difference'], 0)
        traffic = row['traffic']
        self.assertGreaterEqual(traffic['last_minute'], 1)
        self.assertEqual(traffic['understood'] + traffic['as_text'] + traffic['malformed'], 22)
        self.assertEqual(traffic['malformed'], 1)
        self.assertEqual(sum(traffic['formats'].values()), 22)
        self.assertEqual(traffic['transports'], {'http': 22})
        self.assertFalse(traffic['is_clock_off'])
        self.assertGreater(traffic['delay']['median_ms'], 25_000)
        self.assertLess(traffic['delay']['median_ms'], 120_000)
        self.assertEqual(sum(row['hours']), 22)
        self.assertEqual(sum(detail['days']), 22)
        self.assertTrue(any('{"broken' in s['text'] for s in detail['odd']))
        # The administrator keeps sources but does not read logs.
        admin = server.request('GET', f'/api/v1/sources/{source}/status', headers=server.admin).json()
        self.assertTrue(admin['odd'])
        self.assertEqual({s['text'] for s in admin['odd'] + admin['recent']}, {''})
        metrics = server.metrics()
        self.assertEqual(metrics[f'source_records_received_total{{source="{source}"}}'], 22)

    def test_a_clock_that_is_off_is_seen_and_not_trusted(self):
        server = self.server
        source, token = server.new_source('Đồng hồ sai')
        far = [{'@timestamp': iso(90 * 86400), 'message': f'cũ {n}'} for n in range(5)]
        self.assertEqual(server.ingest(token, far).status, 200)
        traffic = self.status(source)['status']['traffic']
        self.assertTrue(traffic['is_clock_off'])
        self.assertLess(traffic['skew']['median_ms'], -89 * 86_400_000)
        self.assertEqual(traffic['delay']['samples'], 0)
        self.assertEqual(self.status(source)['status']['counters']['clock_suspect'], 5)
        near, token = server.new_source('Lệch một giờ')
        self.assertEqual(server.ingest(token, [{'@timestamp': iso(3600), 'message': 'x'}]).status, 200)
        self.assertTrue(self.status(near)['status']['traffic']['is_clock_off'])
        self.assertEqual(self.status(near)['status']['counters']['clock_suspect'], 0)

    def test_an_archive_says_nothing_of_the_clock(self):
        server = self.server
        source, token = server.new_source('Kho lưu')
        old = '\n'.join(f'{{"@timestamp": "{iso(90 * 86400)}", "message": "lưu {n}"}}'
                        for n in range(5)).encode()
        answer = server.request('POST', '/ingest/v1/events', old, {'Lachan-Records': 'archived'}, token)
        self.assertEqual((answer.status, answer.json()['clock_suspect']), (200, 0))
        traffic = self.status(source)['status']['traffic']
        self.assertEqual(traffic['understood'], 5)
        self.assertFalse(traffic['is_clock_off'])
        self.assertEqual((traffic['skew']['samples'], traffic['delay']['samples']), (0, 0))
        self.assertEqual(server.ingest(token, [{'@timestamp': iso(2), 'message': 'x'}]).status, 200)
        traffic = self.status(source)['status']['traffic']
        self.assertFalse(traffic['is_clock_off'])
        self.assertEqual(traffic['skew']['samples'], 1)

    def test_strangers_are_shown_until_they_are_a_source(self):
        server = self.server
        # Again and again: a receiver may remember for a moment whose an address was.
        def met():
            server.syslog_udp('<13>1 - lạ app - - - dòng của máy lạ'.encode())
            return [s for s in server.get('sources/strangers')['rows']
                    if s['peer'] == '127.0.0.1' and s['records'] >= 3]
        rows = wait_for('the stranger', 60, met, 0.2)
        self.assertIn('dòng', rows[0]['sample']['text'])
        self.assertGreaterEqual(server.get('sources/status')['strangers'], 1)

    def test_a_line_is_tried_without_being_stored(self):
        server = self.server
        body = {'text': '<34>1 2026-10-11T22:14:15.003Z may-1 su - ID47 - failed for root\n{"a": 1}\n'
                        'just words', 'format': ''}
        answer = server.request('POST', '/api/v1/sources/try', body, token=server.tokens['soc_analyst'])
        self.assertEqual(answer.status, 200, answer)
        first, second, third = answer.json()['rows']
        self.assertEqual((first['host'], first['outcome']), ('may-1', 'understood'))
        self.assertTrue(first['own_time'].startswith('2026-10-11T22:14:15'))
        self.assertIn({'name': 'a', 'value': '1'}, second['fields'])
        self.assertEqual(third['outcome'], 'text')
        for wrong in ({'text': '', 'format': ''}, {'text': 'x\n' * 21, 'format': ''},
                      {'text': 'x' * 70_000, 'format': ''}):
            refused = server.request('POST', '/api/v1/sources/try', wrong,
                                     token=server.tokens['soc_analyst'])
            self.assertEqual(refused.status, 400, refused)

    def test_the_instructions_name_this_server(self):
        server = self.server
        guides = server.get('sources/guides')
        self.assertEqual((guides['host'], guides['syslog_port']),
                         ('log.example.vn', server.syslog_port))
        texts = {g['key']: g['recipes'] for g in guides['rows']}
        tcp = next(r for r in texts['rsyslog'] if r['way'] == 'tcp')
        self.assertTrue(tcp['is_open'])
        self.assertIn(f'target="log.example.vn" port="{server.syslog_port}"', tcp['text'])
        self.assertIn(f'http://127.0.0.1:{server.http_port}/ingest/v1/events',
                      texts['curl'][0]['text'])
        self.assertEqual(server.request('GET', '/api/v1/sources/ca', headers=server.admin).status, 422)

    @unittest.skipUnless(shutil.which('logger'), 'skipped: no logger')
    def test_logger_sends_as_its_instructions_say(self):
        """The text of the page, run as it is against this server, gives records of the source."""
        server = self.server
        source, _ = server.new_source('Máy của logger', network='127.0.0.0/8')
        try:
            guides = server.get('sources/guides')
            recipes = next(g for g in guides['rows'] if g['key'] == 'logger')['recipes']
            for recipe in recipes:
                subprocess.run(recipe['text'].replace('log.example.vn', '127.0.0.1'), shell=True,
                               check=True, timeout=30)
            detail = wait_for('both records', 20, lambda: (
                lambda d: d if d['status']['counters']['received'] == 2 else None)(self.status(source)))
            self.assertEqual(set(detail['status']['traffic']['transports']),
                             {'syslog-udp', 'syslog-tcp'})
            self.assertIn('thu-nghiem', detail['recent'][0]['text'])
        finally:
            path = f'/api/v1/sources/{source}'
            version = server.request('GET', path, headers=server.admin).json()['version']
            freed = server.request('PATCH', path, {'network': None},
                                   {**server.admin, 'If-Match': f'"{version}"'})
            self.assertEqual(freed.status, 200, freed)

    def test_an_officer_sees_the_own_agency_only(self):
        server = self.server
        other = server.post('agencies', {'code': 'XA-1', 'name': 'Xã Một', 'valid_from': '2022-01-01'})
        theirs, _ = server.new_source('Của Sở')
        ours = server.post('sources', {'agency_id': other['id'], 'name': 'Của xã'})['id']
        account = server.post('accounts', {
            'login': 'xa', 'name': 'Cán bộ', 'role': 'agency_officer', 'agency_id': other['id'],
            'password': PASSWORD})['id']
        token = server.post('api-tokens', {
            'name': 'xa', 'account_id': account, 'read_only': True, 'scopes': '',
            'expires_at': iso(-86400)})['token']

        def ask(path):
            return server.request('GET', f'/api/v1/{path}', token=token)
        listed = ask('sources/status').json()
        self.assertEqual([r['source']['id'] for r in listed['rows']], [ours])
        self.assertEqual((listed['unknown']['received'], listed['strangers'], listed['listeners']),
                         (0, 0, []))
        self.assertEqual(ask(f'sources/{theirs}/status').status, 404)
        self.assertEqual(ask('sources/strangers').json()['rows'], [])


class SilenceTest(unittest.TestCase):
    def test_silence_is_told_once_and_so_is_its_end(self):
        """Nobody is told again after a restart, and the time the server was off is no silence."""
        server = Server(self, settings={'sources.watch_seconds': '1'}).start().set_up()
        source, token = server.new_source('Tường lửa', silent_after_minutes=1)
        steady, steady_token = server.new_source('Máy chủ', silent_after_minutes=3)

        def state(one=source):
            return server.get(f'sources/{one}/status')['status']['state']

        def send(to=token):
            self.assertEqual(server.ingest(to, ['một dòng']).status, 200)

        def facts():
            rows = server.get('facts', 'inspector', subject_kind='source', subject_id=source)['rows']
            return [f['kind'] for f in reversed(rows)
                    if f['kind'] in ('source.silent', 'source.speaking')]

        self.assertEqual(state(), 'waiting')
        send()
        send(steady_token)
        self.assertEqual(state(), 'speaking')
        wait_for('silence', 120, lambda: facts() == ['source.silent'], 1)
        self.assertEqual(state(), 'silent')
        self.assertEqual(state(steady), 'speaking')
        code, listed = run('sources', 'list', '--data', server.data)
        self.assertEqual(code, 1, listed)
        self.assertRegex(listed, rf'{source} +silent')

        work = server.get('my-work')
        self.assertTrue(any(r['key'] == f'source:{source}' for r in work['rows']), work)

        def told(kind):
            rows = server.get('notices', limit=100)['rows']
            return [r for r in rows if r['kind'] == 'source' and kind in json.dumps(r)]
        wait_for('a notice to the SOC', 150, lambda: told('fell silent'), 1)

        server.stop()
        server.start()
        server.wait_ready()
        time.sleep(3)  # A few turns of the watch; it must not say it again.
        self.assertEqual(facts(), ['source.silent'])
        self.assertEqual(state(), 'silent')
        send()
        self.assertEqual(state(), 'speaking')
        wait_for('its end', 60, lambda: facts() == ['source.silent', 'source.speaking'], 1)
        wait_for('a notice of the end', 150, lambda: told('sends again'), 1)
        self.assertEqual(len(told('fell silent')), 1)
        self.assertFalse(any(r['key'] == f'source:{source}' for r in server.get('my-work')['rows']))


if __name__ == '__main__':
    unittest.main()
