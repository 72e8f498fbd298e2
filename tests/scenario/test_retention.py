# SPDX-License-Identifier: Apache-2.0
"""How long events are kept: weeks go by class, a legal hold keeps what it wants, room is told."""

import datetime
import http.client
import socket
import time

from harness import PASSWORD, SLACK, Scenario, run, wait_for


class Socket(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__('engine', timeout=60)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


class Retention(Scenario):
    # The test's old events are put into the engine itself: what arrives today is kept from today.

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {}
        for login, role in (('dieu-phoi-1', 'coordinator'), ('dieu-phoi-2', 'coordinator')):
            account = cls.server.post('accounts', {'login': login, 'name': login, 'role': role,
                                                   'password': PASSWORD})['id']
            expires = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + 86400))
            token = cls.server.post('api-tokens', {
                'name': login, 'account_id': account, 'read_only': False, 'scopes': '',
                'expires_at': expires})['token']
            cls.people[login] = {'Authorization': f'Bearer {token}'}
        cls.systems = {}
        for level in (2, 3):
            cls.systems[level] = cls.server.post('systems', {
                'agency_id': cls.server.agency, 'name': f'Hệ thống {level}', 'level': level})['id']
        for level, days, host in ((2, 60, 'giu-1'), (2, 60, 'khac-1'), (3, 60, 'giu-1'),
                                  (2, 1, 'giu-1')):
            cls.insert(level, days, host, 100)

    @classmethod
    def sql(cls, text):
        connection = Socket(f'{cls.server.data}/eventd.sock')
        connection.request('POST', '/?database=lachan&default_format=TabSeparated', text.encode())
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        assert answer.status == 200, body
        return [line.split('\t') for line in body.splitlines()]

    @classmethod
    def insert(cls, level, days, host, count):
        cls.sql(f"INSERT INTO events (id, time, received_at, agency, system, class, host, raw) "
                f"SELECT concat('01T', leftPad(toString({level * 10_000_000 + days * 10_000} + "
                f"number + cityHash64('{host}') % 1000 * 1000000000), 23, '0')), "
                f"now64(6, 'UTC') - INTERVAL {days} DAY + number / 1000, "
                f"now64(6, 'UTC') - INTERVAL {days} DAY, {cls.server.agency}, "
                f"{cls.systems[level]}, {level}, '{host}', concat('dòng ', toString(number)) "
                f"FROM numbers({count})")

    def act(self, who, path, body=None, expect=(200, 201)):
        answer = self.server.request('POST', f'/api/v1/legal-holds{path}', body if body is not None
                                     else {}, self.people[who])
        self.assertIn(answer.status, expect, answer)
        return answer.json()

    def hold(self, number):
        return self.server.get(f'legal-holds/{number}')

    @staticmethod
    def ago(days):
        at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=days)
        return at.strftime('%Y-%m-%dT%H:%M:%SZ')

    def wait_for_state(self, number, state):
        wait_for(f'hold {state}', 30 * max(1, SLACK), lambda: self.hold(number)['state'] == state)
        return self.hold(number)

    def test_1_a_hold_is_copied_and_compared(self):
        refused = self.act('dieu-phoi-1', '', {'title': 'Vụ thử', 'reason': 'điều tra',
                                               'from_at': self.ago(90), 'query': 'a AND ('}, (400,))
        self.assertIn('query', [field['name'] for field in refused['fields']])
        hold = self.act('dieu-phoi-1', '', {
            'title': 'Vụ thử', 'reason': 'điều tra', 'hosts': 'giu-1', 'from_at': self.ago(90),
            'agency_id': self.server.agency})
        type(self).first = hold['id']
        kept = self.wait_for_state(hold['id'], 'held')
        self.assertEqual(300, kept['events'])
        self.assertEqual(64, len(kept['digest']))
        self.assertEqual('', kept['problem'])
        denied = self.server.request('POST', '/api/v1/legal-holds', {
            'title': 'x', 'reason': 'x', 'from_at': self.ago(1)},
            token=self.server.tokens['soc_analyst'])
        self.assertEqual(403, denied.status)

    def test_2_what_is_over_goes_and_what_is_held_stays(self):
        server = self.server
        server.stop()
        server.start(60)  # Expiry is looked at when the server starts.
        wait_for('the weeks of level 2 are gone', 60 * max(1, SLACK), lambda: self.sql(
            'SELECT count() FROM events WHERE class = 2')[0] == ['100'])
        self.assertEqual([['100']], self.sql('SELECT count() FROM events WHERE class = 3'))
        storage = wait_for('the record', 20 * max(1, SLACK), lambda: [
            row for row in server.get('storage')['expired'] if row.get('dropped_at')])
        self.assertEqual(200, sum(row['events'] for row in storage))
        self.assertEqual({2}, {row['level'] for row in storage})
        page = server.get(f'legal-holds/{self.first}/events', limit=1000)
        self.assertEqual(300, len(page['rows']))
        some = server.get(f'legal-holds/{self.first}/events', query='"dòng 7"', limit=1000)
        self.assertEqual(3, len(some['rows']))
        verdict = self.act('dieu-phoi-1', f'/{self.first}/verify')
        self.assertTrue(verdict['holds'], verdict)

    def test_3_a_later_hold_is_told_what_had_gone(self):
        hold = self.act('dieu-phoi-1', '', {'title': 'Sau', 'reason': 'điều tra',
                                            'from_at': self.ago(90)})
        self.assertGreaterEqual(hold['gone_weeks'], 1)
        self.assertEqual(200, hold['gone_events'])
        self.wait_for_state(hold['id'], 'held')

    def test_4_two_persons_release(self):
        self.act('dieu-phoi-1', f'/{self.first}/ask-release', {'reason': 'đã kết thúc'})
        self.act('dieu-phoi-1', f'/{self.first}/release', expect=(403,))
        self.act('dieu-phoi-2', f'/{self.first}/release')
        self.wait_for_state(self.first, 'released')
        self.assertEqual([['0']],
                         self.sql(f'SELECT count() FROM events_held WHERE hold = {self.first}'))

    def test_5_room_is_told_on_the_page_and_by_the_command(self):
        storage = self.server.get('storage')
        self.assertEqual({2: 1, 3: 3}, {row['level']: row['months'] for row in storage['classes']
                                        if row['level'] in (2, 3)})
        self.assertGreater(storage['available_bytes'], storage['used_bytes'])
        self.assertGreater(len(storage['points']), 100)
        status, text = run('store', 'status', '--data', self.server.data)
        self.assertEqual(0, status, text)
        self.assertRegex(text, r'level 3 +3 ')
        status, text = run('store', 'check', '--data', self.server.data)
        self.assertEqual(0, status, text)
        status, text = run('store', 'plan', '--cluster', 'tinh', '--shards', '2')
        self.assertEqual(0, status, text)
        self.assertIn('ReplicatedMergeTree', text)
        for option in '--shards', '--replicas':
            status, text = run('store', 'plan', option, '3')
            self.assertEqual(status, 2)
            self.assertIn(f'{option} is of a cluster: add --cluster NAME', text)
        status, text = run('store', 'plan', '--cluster', "a'b")
        self.assertEqual(2, status, text)
        self.assertIn('letters, digits', text)
        self.assertIn('lachan_store_bytes', self.server.request('GET', '/metrics').body.decode())

    def test_6_events_carry_the_class_of_their_system(self):
        source, token = self.server.new_source('có cấp độ', system_id=self.systems[3])

        def stored():
            self.assertEqual(200, self.server.ingest(token, ['{"program": "phan-lop"}']).status)
            self.server.settle()
            rows = self.sql(f"SELECT DISTINCT class FROM events WHERE source = {source}")
            return rows == [['3']]
        wait_for('an event of class 3', 20 * max(1, SLACK), stored, 0.5)
