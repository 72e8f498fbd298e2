# SPDX-License-Identifier: Apache-2.0
"""The ranking over HTTP: two persons for a month, an addendum and a scorecard (SEC-06), appeals within
the own agency, exports and the command line, on a demo province."""

import hashlib
import json
import unittest

from harness import Scenario, Server, run


class RankingTest(Scenario):
    settings = {'demo.events_per_second': 0}

    @classmethod
    def setUpClass(cls):
        cls.server = Server(cls, arguments=['--demo']).start(90)  # The province is made first.
        cls.people = {}
        for login in ('dieuphoi', 'lanhdao', 'canbo', 'xa', 'thanhtra'):
            cls.people[login], _ = cls.server.sign_in(login, 'Tinh-Mau-2026')
        verdicts = cls.call('lanhdao', 'GET', 'ranking/verify').json()['rows']
        cls.frozen = [row['month'] for row in verdicts]
        year, month = (int(part) for part in cls.frozen[-1].split('-'))
        cls.last = f'{year + month // 12}-{month % 12 + 1:02}'

    @classmethod
    def call(cls, who, method, path, body=None):
        return cls.server.request(method, '/api/v1/' + path, body, cls.people[who])

    def test_1_every_frozen_month_is_intact(self):
        rows = self.call('thanhtra', 'GET', 'ranking/verify').json()['rows']
        self.assertGreaterEqual(len(rows), 10)
        self.assertEqual([row['fault'] for row in rows if not row['intact']], [])
        self.assertEqual(sum(row['addenda'] for row in rows), 1)
        self.assertTrue(all(row['proposed_by'] != row['frozen_by'] for row in rows))

    def test_2_a_month_takes_two_accounts(self):
        path = 'ranking/months/' + self.last
        standing = self.call('lanhdao', 'GET', path).json()
        self.assertEqual(standing['state'], 'proposed')
        sha = standing['proposal']['sha256']
        same = self.call('dieuphoi', 'POST', path + '/confirm', {'sha256': sha})
        self.assertIn(same.status, (409, 412, 422), same)
        self.assertEqual(same.json()['fields'][0]['name'], 'two_persons')
        wrong = self.call('lanhdao', 'POST', path + '/confirm', {'sha256': '0' * 64})
        self.assertEqual(wrong.status, 409)
        for who in ('canbo', 'thanhtra'):
            self.assertIn(self.call(who, 'POST', path + '/confirm', {'sha256': sha}).status,
                          (403, 404), who)
        done = self.call('lanhdao', 'POST', path + '/confirm', {'sha256': sha})
        self.assertEqual(done.status, 200, done)
        self.assertEqual(done.json()['frozen']['sha256'], sha)
        again = self.call('lanhdao', 'POST', path + '/confirm', {'sha256': sha})
        self.assertGreaterEqual(again.status, 400)

    def test_3_an_agency_appeals_for_itself_only(self):
        card = self.call('canbo', 'GET', f'ranking/{self.agency("canbo")}?month={self.last}').json()
        self.assertTrue(card['may_appeal'])
        body = {'month': self.last, 'indicator': card['indicators'][0]['id'], 'duty': '',
                'text': 'Đề nghị xem xét.', 'files': []}
        sent = self.call('canbo', 'POST', 'appeals/submit', body)
        self.assertEqual(sent.status, 201, sent)
        appeal = sent.json()['appeal']
        self.assertEqual(appeal['agency_id'], self.agency('canbo'))
        path = f'appeals/{appeal["id"]}'
        self.assertEqual(self.call('xa', 'GET', path + '/detail').status, 404)
        self.assertIn(self.call('xa', 'POST', path + '/withdraw').status, (403, 404))
        self.assertEqual(self.call('canbo', 'GET', path + '/detail').json()['proposed_by_id'], 0)
        answer = {'outcome': 'rejected', 'reasons': 'Không đủ căn cứ.', 'basis': 'BB 1'}
        self.assertIn(self.call('canbo', 'POST', path + '/answer', answer).status, (403, 404))
        proposer = self.call('dieuphoi', 'POST', path + '/answer', answer)
        self.assertEqual(proposer.json()['fields'][0]['name'], 'two_persons')
        decided = self.call('lanhdao', 'POST', path + '/answer', answer)
        self.assertEqual(decided.status, 200, decided)
        self.assertEqual(decided.json()['appeal']['state'], 'rejected')
        closed = dict(body, month=self.frozen[0])
        self.assertEqual(self.call('canbo', 'POST', 'appeals/submit', closed).json()['fields'],
                         [{'name': 'month', 'message': 'appeals_closed'}])

    def agency(self, who):
        return self.call(who, 'GET', 'me').json()['agency_id']

    def test_4_a_scorecard_is_checked_and_decreed_by_two(self):
        card = self.call('dieuphoi', 'GET', 'scorecards/in-force').json()['card']
        card['sets'][0]['indicators'][0]['weight'] += 5
        wrong = self.call('thanhtra', 'POST', 'scorecards/check', {'card': card}).json()
        self.assertFalse(wrong['is_valid'])
        self.assertIn('105', ' '.join(f['message'] for f in wrong['findings']))
        card['sets'][0]['indicators'][1]['weight'] -= 5
        answer = self.call('lanhdao', 'POST', 'ranking/what-if',
                           {'month': self.frozen[-1], 'card': card}).json()
        self.assertTrue(answer['from_frozen'])
        counts = answer['sets'][0]['counts']
        self.assertEqual(counts['agencies'], len(answer['sets'][0]['rows']))
        year, month = (int(part) for part in self.last.split('-'))
        card.update(id='thu-nghiem', **{'from': f'{year + (month + 1) // 12}-{(month + 1) % 12 + 1:02}-01'})
        draft = self.call('dieuphoi', 'POST', 'scorecards/draft',
                          {'title': 'Thử', 'basis': 'QĐ 1', 'card': card})
        self.assertEqual(draft.status, 201, draft)
        path = f'scorecards/{draft.json()["row"]["id"]}'
        yaml = self.call('dieuphoi', 'GET', path + '/file.yaml').body
        self.assertEqual(hashlib.sha256(yaml).hexdigest(), draft.json()['row']['sha256'])
        self.assertEqual(self.call('dieuphoi', 'POST', path + '/propose').status, 200)
        sha = {'sha256': draft.json()['row']['sha256']}
        self.assertGreaterEqual(self.call('dieuphoi', 'POST', path + '/decree', sha).status, 400)
        self.assertEqual(self.call('lanhdao', 'POST', path + '/decree', sha).status, 200)
        self.assertGreaterEqual(self.call('canbo', 'GET', 'scorecards').status, 403)

    def test_5_tables_and_maps_within_reach(self):
        month = self.frozen[-1]
        table = self.call('lanhdao', 'GET', f'ranking?month={month}&kind=commune').json()
        self.assertEqual(sum(table['histogram']), table['of'])
        self.assertEqual(sum(band['count'] for band in table['band_counts']), table['of'])
        csv = self.call('lanhdao', 'GET', f'ranking/table.csv?month={month}&kind=commune').body
        self.assertEqual(csv.decode('utf-8-sig').strip().count('\n'), len(table['rows']))
        book = self.call('lanhdao', 'GET', f'ranking/table.xlsx?month={month}&kind=commune')
        self.assertTrue(book.body.startswith(b'PK'), book)
        heat = self.call('lanhdao', 'GET', f'ranking/heat?month={month}').json()
        self.assertTrue(all(len(row['cells']) == len(heat['columns']) for row in heat['rows']))
        own = self.call('canbo', 'GET', f'ranking/heat?month={month}').json()
        self.assertEqual([row['key'] for row in own['rows']], [str(self.agency('canbo'))])
        tiles = self.call('canbo', 'GET', f'ranking/tiles?month={month}').json()
        self.assertEqual(len(tiles['rows']), 1)
        sheet = self.call('canbo', 'GET', f'ranking/tiles.csv?month={month}&measure=overdue').body
        lines = sheet.decode('utf-8-sig').strip().splitlines()
        self.assertEqual([len(lines), lines[0].count(',')], [2, 2 + len(tiles['months'])])
        book = self.call('lanhdao', 'GET', f'ranking/tiles.xlsx?month={month}')
        self.assertTrue(book.body.startswith(b'PK'), book)

    def test_6_the_command_line_says_the_same(self):
        data = ['--data', self.server.data]
        status, said = run('ranking', 'verify', *data)
        self.assertEqual(status, 0, said)
        self.assertIn('all intact', said)
        month = self.frozen[-1]
        _, figures = run('ranking', 'export', '--figures', '--month', month, *data)
        sha = self.call('lanhdao', 'GET', 'ranking/months/' + month).json()['frozen']['sha256']
        self.assertEqual(hashlib.sha256(figures.encode()).hexdigest(), sha)
        self.assertEqual(json.loads(figures)['month'], month)
        _, shown = run('ranking', 'show', '--month', month, *data)
        self.assertIn(sha, shown)


if __name__ == '__main__':
    unittest.main()
