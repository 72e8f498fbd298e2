# SPDX-License-Identifier: Apache-2.0
"""Two nodes on one PostgreSQL and one event engine: both serve, both take records, the scheduled
work is done once, and what one changes the other knows."""

import datetime
import time
import unittest

from harness import EventEngine, PASSWORD, Postgresql, Server, report, run, temp_folder, wait_for
from harness import SLACK, arguments_of

LEASE = 3


@unittest.skipUnless(Postgresql.programs(), 'skipped: no PostgreSQL server')
class TwoNodes(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.postgresql = Postgresql(cls)
        cls.engine = EventEngine(cls)
        cls.shared = temp_folder(cls)
        cls.a = cls.node('nut-a').start(60).set_up()
        cls.b = cls.node('nut-b').start(60)
        cls.b.admin, cls.b.tokens, cls.b.agency = cls.a.admin, cls.a.tokens, cls.a.agency

    @classmethod
    def node(cls, name):
        return Server(cls, settings={
            'state.backend': 'postgresql', 'state.postgresql': cls.postgresql.conninfo,
            **cls.engine.settings, 'node.name': name, 'node.lease_seconds': str(LEASE),
            'node.shared_folder': cls.shared, 'sources.silent_minutes': '1'})

    def holders(self):
        return [node for node in (self.a, self.b)
                if node.process and node.metrics()['duties_held'] == 1]

    def test_1_one_node_does_the_scheduled_work(self):
        wait_for('one holder', 20 * max(1, SLACK), lambda: len(self.holders()) == 1)
        taken = self.postgresql.query("SELECT payload FROM fact WHERE kind = 'lease.taken'")
        self.assertEqual(1, sum('duties' in row[0] for row in taken), taken)

    def test_2_what_one_changes_the_other_knows(self):
        begun = time.monotonic()
        source, token = self.a.new_source('máy chủ một')

        def taken():
            return self.b.ingest(token, ['{"program": "x", "n": 1}']).status == 200
        wait_for('the token on the other node', 2 * max(1, SLACK), taken)
        seen = time.monotonic() - begun
        report(f'a change on one node is seen on the other after {seen * 1000:.0f} ms')
        row = self.b.get(f'sources/{source}', role='inspector')
        self.assertEqual('máy chủ một', row['name'])
        answer = self.b.request('GET', '/api/v1/me', headers=self.a.admin)
        self.assertEqual(200, answer.status, 'a session holds on every node')

    def test_3_both_take_records_and_both_find_them(self):
        _, token = self.a.new_source('máy chủ hai')
        wait_for('the token on the other node', 5 * max(1, SLACK),
                 lambda: self.b.ingest(token, ['{"program": "y"}']).status == 200)
        for number, node in enumerate((self.a, self.b)):
            for batch in range(5):
                lines = [f'{{"program": "thu", "node": "{number}", "n": "{batch * 100 + i}"}}'
                         for i in range(100)]
                self.assertEqual(200, node.ingest(token, lines).status)
        for node in (self.a, self.b):
            node.settle(60)
        for node in (self.a, self.b):
            rows = node.search_all('program:thu')
            found = {(field['value']) for row in rows for field in row['fields']
                     if field['name'] == 'n'}
            self.assertEqual(1000, len(rows))
            self.assertEqual(500, len(found))
        self.assertEqual(1000, len({row['id'] for row in rows}), 'ids of two nodes differ')

    def test_3b_a_list_of_indicators_holds_on_both(self):
        _, token = self.a.new_source('máy chủ ba')
        made = self.a.request('POST', '/api/v1/indicator-lists?name=chung', b'192.0.2.9\n',
                              token=self.a.tokens['soc_analyst'])
        self.assertEqual(201, made.status, made)
        number = made.json()['list']['id']

        def lists(node):
            return next(row for row in node.get('indicator-lists')['rows'] if row['id'] == number)
        for node in (self.a, self.b):
            wait_for('the list on each node', 10 * max(1, SLACK),
                     lambda node=node: lists(node)['is_in_force'])
            wait_for('the token on each node', 5 * max(1, SLACK), lambda node=node: node.ingest(
                token, ['{"program": "z", "src": "192.0.2.9", "host": "chung"}']).status == 200)
        for node in (self.a, self.b):
            node.settle(60)
        rows = self.b.get('alerts', rule_id=f'ioc:{number}:192.0.2.9')['rows']
        self.assertEqual((1, 2), (len(rows), rows[0]['count']))
        # The spool's position is saved, and the counts with it, a moment later.
        wait_for('the hits of both', 30 * max(1, SLACK), lambda: lists(self.a)['hits_24h'] == 2)

    def test_4_changes_on_both_keep_the_chain(self):
        for number in range(20):
            for node in (self.a, self.b):
                name = f'Cơ quan {number} {node.settings["node.name"]}'
                code = f'CQ{number}{node.settings["node.name"][-1].upper()}'
                node.post('agencies', {'code': code, 'name': name, 'valid_from': '2022-01-01'})
        status, text = run('audit', 'verify', *arguments_of(self.a.settings))
        self.assertEqual(0, status, text)
        self.assertIn('intact', text)

    def test_5_a_reminder_comes_once(self):
        """Both nodes run their planner every minute; one of them tells."""
        self.a.post('accounts', {'login': 'can.bo', 'name': 'Cán bộ', 'role': 'agency_officer',
                                 'password': PASSWORD, 'agency_id': self.a.agency})
        account = self.a.post('accounts', {'login': 'dieu.phoi', 'name': 'Điều phối',
                                           'role': 'coordinator', 'password': PASSWORD})['id']
        expires = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + 86400))
        token = self.a.post('api-tokens', {'name': 'dieu-phoi', 'account_id': account,
                                           'read_only': False, 'scopes': '',
                                           'expires_at': expires})['token']

        def add(path, body):
            answer = self.a.request('POST', f'/api/v1/{path}', body, token=token)
            self.assertEqual(201, answer.status, answer)
            return answer.json()['id']
        expert = add('experts', {'agency_id': self.a.agency, 'name': 'Chuyên gia',
                                 'joined_on': '2026-01-05'})
        soon = (datetime.date.today() + datetime.timedelta(days=10)).isoformat()
        issued = (datetime.date.today() - datetime.timedelta(days=300)).isoformat()
        add('certificates', {'agency_id': self.a.agency, 'expert_id': expert,
                             'name': 'Chứng chỉ', 'issuer': 'Cục', 'number': '1',
                             'issued_on': issued, 'expires_on': soon})

        def told():
            return self.postgresql.query(
                "SELECT key, recipient, count(*) FROM notice WHERE kind = 'certificate' "
                "GROUP BY key, recipient")
        rows = wait_for('the reminder', 150 * max(1, SLACK), told, 1)
        self.assertTrue(all(count == '1' for _, _, count in rows), rows)

    def test_6_the_other_node_takes_over(self):
        holder = self.holders()[0]
        other = self.b if holder is self.a else self.a
        _, token = self.a.new_source('máy chủ ba')
        wait_for('the token', 5 * max(1, SLACK),
                 lambda: other.ingest(token, ['{"program": "z"}']).status == 200)
        self.assertEqual(200, holder.ingest(
            token, [f'{{"program": "cuoi", "n": "{i}"}}' for i in range(200)]).status)
        holder.kill()
        begun = time.monotonic()
        wait_for('the other node does the scheduled work', (2 * LEASE + 2) * max(1, SLACK),
                 lambda: other.metrics()['duties_held'] == 1)
        report(f'the work was taken over after {time.monotonic() - begun:.1f} s '
               f'(lease {LEASE} s)')
        self.assertEqual(200, other.ingest(token, ['{"program": "cuoi", "n": "x"}']).status)
        # What the dead node had acknowledged lies in its spool, and comes when it comes back.
        holder.start(60)
        for node in (self.a, self.b):
            node.settle(60)
        self.assertEqual(201, len(other.search_all('program:cuoi')))
        status, text = run('audit', 'verify', *arguments_of(self.a.settings))
        self.assertEqual(0, status, text)

    def test_7_a_node_that_stops_hands_over_at_once(self):
        wait_for('one holder', 20 * max(1, SLACK), lambda: len(self.holders()) == 1)
        holder = self.holders()[0]
        other = self.b if holder is self.a else self.a
        holder.stop()
        wait_for('the other node does the scheduled work', (LEASE + 2) * max(1, SLACK),
                 lambda: other.metrics()['duties_held'] == 1)


if __name__ == '__main__':
    unittest.main()
