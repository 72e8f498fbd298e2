# SPDX-License-Identifier: Apache-2.0
"""What the pages of the directive are made of: any day, why, the official text, another edition, pauses by
two persons, offices with dates."""

import os

from harness import PASSWORD, SOURCE, Scenario, Server

TEXT = '1. Các cơ quan:\na) Làm việc một. Làm việc hai.\nđ) Việc năm.\n2. Đơn vị điều phối:\na) Việc khác.\n'


class DirectivePages(Scenario):
    settings = {}

    @classmethod
    def setUpClass(cls):
        cls.server = Server(cls, arguments=['--no-demo']).start().set_up()
        cls.people = {}
        for login, role in (('dp1', 'coordinator'), ('ld', 'management'), ('cb', 'agency_officer')):
            body = {'login': login, 'name': login, 'role': role, 'password': PASSWORD}
            if role == 'agency_officer':
                body['agency_id'] = cls.server.agency
            cls.server.post('accounts', body)
            headers, _ = cls.server.sign_in(login, PASSWORD)
            changed = cls.server.request('POST', '/api/v1/me/password', {
                'old_password': PASSWORD, 'new_password': PASSWORD + '!' + login}, headers)
            assert changed.status == 204, changed
            cls.people[login] = headers

    def ask(self, who, method, path, body=None, expect=200):
        answer = self.server.request(method, '/api/v1/' + path, body, self.people[who])
        self.assertEqual(answer.status, expect, answer)
        return answer.json() if answer.body else None

    def field(self, answer):
        return answer['fields'][0]['name']

    def test_any_day(self):
        now = self.ask('ld', 'GET', 'directive')
        then = self.ask('ld', 'GET', 'directive?as_of=2022-12-30')
        self.assertTrue(then['as_of'].startswith('2022-12-30T16:59:59'), then['as_of'])
        self.assertEqual([c['id'] for c in now['clauses']], [c['id'] for c in then['clauses']])
        # The register of this installation is younger than that day.
        self.assertEqual(self.ask('ld', 'GET', 'duties?as_of=2022-12-30')['total'], 0)
        self.assertGreater(self.ask('ld', 'GET', 'duties')['total'], 0)
        wrong = self.ask('ld', 'GET', 'directive?as_of=2022-13-30', expect=400)
        self.assertEqual(self.field(wrong), 'as_of')

    def test_why(self):
        why = self.ask('cb', 'GET', 'duties/explain?part=OB-10')
        self.assertEqual(len(why['duties']), 1)
        codes = [step['code'] for step in why['duties'][0]['steps']]
        self.assertEqual(codes[0], 'bound')
        self.assertIn('grace', codes)
        self.ask('cb', 'GET', 'duties/explain', expect=400)
        self.ask('cb', 'GET', 'duties/explain?part=OB-99', expect=404)
        self.ask('cb', 'GET', 'duties/explain?part=OB-10&agency_id=987654', expect=404)

    def test_from_a_clause_to_the_agencies(self):
        rows = self.ask('ld', 'GET', 'directive/progress?clause=1.d')['rows']
        self.assertEqual([row['agency_id'] for row in rows], [self.server.agency])
        duties = self.ask('ld', 'GET', f'duties?clause=1.d&agency_id={self.server.agency}')
        self.assertEqual({row['obligation'] for row in duties['rows']}, {'OB-09', 'OB-10'})

    def test_official_text(self):
        self.assertEqual(self.ask('dp1', 'GET', 'directive/text')['id'], 0)
        self.ask('cb', 'POST', 'directive-texts', {'text': TEXT}, expect=403)
        self.ask('dp1', 'POST', 'directive-texts', {'number': '15/CT-UBND', 'text': TEXT}, expect=201)
        text = self.ask('cb', 'GET', 'directive/text')
        found = {s['text']: s['clause'] for s in text['sentences']}
        self.assertEqual(found['Làm việc hai.'], '1.a')
        self.assertEqual(found['a) Việc khác.'], '2.a')
        one = next(s for s in text['sentences'] if s['text'] == 'Làm việc hai.')
        after = self.ask('dp1', 'POST', 'directive/text/matches',
                         {'sentence': one['sha256'], 'clause': '1.b'})
        self.assertIn(('Làm việc hai.', '1.b'), [(s['text'], s['clause']) for s in after['sentences']])
        wrong = self.ask('dp1', 'POST', 'directive/text/matches',
                         {'sentence': one['sha256'], 'clause': '9.z'}, expect=400)
        self.assertEqual(self.field(wrong), 'clause')

    def test_another_edition(self):
        with open(os.path.join(SOURCE, 'directives/vn-thanh-hoa-2022/obligations.yaml'),
                  encoding='utf-8') as file:
            text = file.read()
        bad = text.replace('[assurance.hunt]', '[assurance.hunts]', 1)
        faults = self.ask('dp1', 'POST', 'directive/compare',
                          {'files': [{'path': 'obligations.yaml', 'text': bad}]})
        self.assertEqual(faults['id'], '')
        self.assertEqual(faults['findings'][0]['file'], 'obligations.yaml')
        self.assertGreater(faults['findings'][0]['line'], 0)
        self.assertIn("'assurance.hunt'", faults['findings'][0]['hint'])
        good = text.replace('link: order, within: {hours: 24}', 'link: order, within: {hours: 12}', 1)
        sound = self.ask('dp1', 'POST', 'directive/compare',
                         {'files': [{'path': 'obligations.yaml', 'text': good}]})
        self.assertEqual([(d['id'], d['kinds']) for d in sound['differences_en']],
                         [('OB-31.acknowledge', ['enterprise'])])
        self.ask('dp1', 'POST', 'directive/compare', {'files': []}, expect=400)

    def test_two_persons_grant_a_relief(self):
        body = {'agency_id': self.server.agency, 'part': 'OB-10', 'effect': 'exemption',
                'from_day': '2020-01-01', 'basis': 'Công văn 1', 'decided_by': 'Giám đốc'}
        wrong = self.ask('cb', 'POST', 'duty-reliefs', {**body, 'part': 'OB-77'}, expect=400)
        self.assertEqual(self.field(wrong), 'part')
        own = self.ask('cb', 'POST', 'duty-reliefs', body, expect=201)
        self.assertEqual(own['state'], 'proposed')
        self.ask('cb', 'POST', f'duty-reliefs/{own["id"]}/confirm', {}, expect=403)
        asked = self.ask('dp1', 'POST', 'duty-reliefs', body, expect=201)
        alone = self.server.request('POST', f'/api/v1/duty-reliefs/{asked["id"]}/confirm', {},
                                    self.people['dp1'])
        self.assertNotEqual(alone.status, 200)
        self.ask('ld', 'POST', f'duty-reliefs/{asked["id"]}/confirm', {})
        duty = self.ask('cb', 'GET', 'duties?part=OB-10')['rows'][0]
        self.assertEqual(duty['status'], 'exempt')
        self.assertEqual(duty['reliefs'][0]['basis'], 'Công văn 1')
        self.ask('ld', 'POST', f'duty-reliefs/{asked["id"]}/end',
                 {'from_day': '2020-01-02', 'reason': 'hết lý do'})
        self.assertNotEqual(self.ask('cb', 'GET', 'duties?part=OB-10')['rows'][0]['status'], 'exempt')

    def test_offices_have_dates(self):
        self.ask('dp1', 'POST', 'role-assignments', {
            'role': 'appraiser', 'holder': 'Sở cũ', 'from_day': '2022-01-01',
            'last_day': '2025-02-28', 'basis': 'QĐ 1'}, expect=201)
        self.ask('dp1', 'POST', 'role-assignments', {
            'role': 'appraiser', 'agency_id': self.server.agency, 'from_day': '2025-03-01',
            'basis': 'QĐ 2'}, expect=201)
        overlap = self.ask('dp1', 'POST', 'role-assignments', {
            'role': 'appraiser', 'holder': 'Nơi khác', 'from_day': '2025-02-01', 'basis': 'QĐ 3'},
                           expect=409)
        self.assertEqual(self.field(overlap), 'from_day')
        name = lambda day: [r['name'] for r in self.ask('cb', 'GET', f'role-holders?on={day}')['rows']
                            if r['role'] == 'appraiser']
        self.assertEqual(name('2025-02-28'), ['Sở cũ'])
        self.assertEqual(name('2025-03-01'), ['Sở Y tế'])
