# SPDX-License-Identifier: Apache-2.0
"""Advisories with the real program: who runs the product gets it, answers, and the duty is met; a file
of CVEs finds the same system; the command line shows it."""

import gzip
import json
import os
import time

from harness import PASSWORD, Scenario, run

CVES = {'vulnerabilities': [
    {'cve': {'id': 'CVE-2026-7001', 'vulnStatus': 'Analyzed',
             'descriptions': [{'lang': 'en', 'value': 'Tomcat'}],
             'metrics': {'cvssMetricV31': [{'type': 'Primary', 'cvssData': {'baseScore': 9.8}}]},
             'configurations': [{'nodes': [{'operator': 'OR', 'cpeMatch': [
                 {'vulnerable': True, 'criteria': 'cpe:2.3:a:apache:tomcat:*:*:*:*:*:*:*:*',
                  'versionStartIncluding': '9.0.0', 'versionEndExcluding': '9.0.99'}]}]}]}},
    {'cve': {'id': 'CVE-2026-7002', 'vulnStatus': 'Rejected'}},
    {'cve': {'id': 'x'}}]}


class Advisories(Scenario):
    settings = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        s = cls.server
        cls.other = s.post('agencies', {'code': 'KHAC', 'name': 'Cơ quan khác',
                                        'valid_from': '2022-01-01'})['id']
        cls.system = s.post('systems', {'agency_id': s.agency, 'name': 'Cổng', 'level': 1,
                                        'state': 'tested', 'domain': 'cong.example'})['id']
        expires = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + 86400))
        for login, role, agency in (('dieuphoi2', 'coordinator', None), ('canbo2', 'agency_officer', s.agency),
                                    ('khac2', 'agency_officer', cls.other)):
            body = {'login': login, 'name': login, 'role': role, 'password': PASSWORD}
            if agency:
                body['agency_id'] = agency
            account = s.post('accounts', body)['id']
            s.tokens[login] = s.post('api-tokens', {'name': login, 'account_id': account, 'read_only': False,
                                                    'scopes': '', 'expires_at': expires})['token']
        cls.call_as('dieuphoi2', 'POST', 'system-products', {
            'agency_id': s.agency, 'system_id': cls.system, 'name': 'Tomcat', 'cpe': 'cpe:2.3:a:apache:tomcat:9.0.71'})

    @classmethod
    def call_as(cls, who, verb, path, body=None, status=(200, 201)):
        answer = cls.server.request(verb, f'/api/v1/{path}', body, token=cls.server.tokens[who])
        wanted = status if isinstance(status, tuple) else (status,)
        assert answer.status in wanted, answer
        return answer.json()

    def issue(self, **more):
        draft = self.call_as('dieuphoi2', 'POST', 'advisories', {
            'title': 'Lỗ hổng Tomcat', 'content': 'x', 'measures': 'y', 'severity': 'critical',
            'products': 'cpe:2.3:a:apache:tomcat <9.0.99', **more})
        found = self.call_as('dieuphoi2', 'GET', f"advisories/{draft['id']}/candidates")['rows']
        owners = [row for row in found if row['systems']]
        self.assertEqual([(row['agency_id'], [x['system_id'] for x in row['systems']]) for row in owners],
                         [(self.server.agency, [self.system])])
        return self.call_as('dieuphoi2', 'POST', f"advisories/{draft['id']}/issue",
                            {'agencies': [self.server.agency, self.other]})

    def test_from_the_draft_to_the_duty_that_is_met(self):
        advisory = self.issue()
        self.assertEqual((advisory['state'], advisory['deliveries']), ('issued', 2))
        own = self.call_as('canbo2', 'GET', f"advisory-deliveries?number={advisory['number']}")['rows']
        self.assertEqual([row['agency_id'] for row in own], [self.server.agency])
        one = f"advisory-deliveries/{own[0]['id']}"
        self.call_as('khac2', 'GET', f'{one}/detail', status=404)
        self.call_as('khac2', 'POST', f'{one}/answer', {'answers': []}, status=(400, 404))
        self.call_as('canbo2', 'GET', f"advisories/{advisory['id']}/detail", status=403)
        self.call_as('canbo2', 'POST', f"advisories/{advisory['id']}/issue", {'agencies': [1]}, status=403)
        self.assertEqual(self.call_as('canbo2', 'POST', f'{one}/read', {})['state'], 'read')
        detail = self.call_as('canbo2', 'GET', f'{one}/detail')
        self.assertEqual(detail['advisory']['deliveries'], 0)
        answer = detail['answers'][0]
        self.assertEqual(answer['system_id'], self.system)
        wrong = self.call_as('canbo2', 'POST', f'{one}/answer', {'answers': [{'id': answer['id'], 'answer': 'accepted'}]},
                             status=400)
        self.assertIn('answers.0.note', json.dumps(wrong))
        done = self.call_as('canbo2', 'POST', f'{one}/answer', {'answers': [{'id': answer['id'], 'answer': 'fixed'}]})
        self.assertEqual(done['delivery']['state'], 'closed')
        rows = self.call_as('canbo2', 'GET', 'duties?part=OB-13.advisories')['rows']
        self.assertIn('met', {row['status'] for row in rows})
        known = self.call_as('canbo2', 'GET', f'systems/{self.system}/advisories')['rows']
        self.assertIn(advisory['number'], [row['number'] for row in known])
        shown = run('advisories', 'show', advisory['number'], '--data', self.server.data)
        self.assertEqual(shown[0], 0, shown[1])
        self.assertIn('1 closed', shown[1])

    def test_wrong_input_is_named(self):
        for field, value, message in (('products', 'Apache', 'wrong_criterion:1'), ('cves', 'x', 'not_a_cve'),
                                      ('links', 'ftp://x', 'not_a_url'), ('due_on', '2020-01-01', 'in_past')):
            answer = self.call_as('dieuphoi2', 'POST', 'advisories', {
                'title': 'a', 'content': 'x', 'measures': 'y', field: value}, status=400)
            self.assertIn(message, json.dumps(answer), field)
        self.call_as('dieuphoi2', 'POST', 'advisories/match', b'{', status=400)
        draft = self.call_as('dieuphoi2', 'POST', 'advisories', {'title': 'a', 'content': 'x', 'measures': 'y'})
        for agencies in ([], 'x', [0], [987654]):
            self.call_as('dieuphoi2', 'POST', f"advisories/{draft['id']}/issue", {'agencies': agencies}, status=400)

    def test_a_file_of_cves_finds_the_system(self):
        packed = gzip.compress(json.dumps(CVES).encode())
        match = self.call_as('dieuphoi2', 'POST', 'advisories/match?draft=true', packed)
        self.assertEqual((match['read'], match['withdrawn'], match['rejected'], match['matched'], match['drafted']),
                         (3, 1, 1, 1, 1))
        self.assertEqual(match['hits'][0]['systems'][0]['system_id'], self.system)
        self.assertEqual(self.call_as('dieuphoi2', 'POST', 'advisories/match?draft=true', packed)['drafted'], 0)
        path = os.path.join(self.server.data, 'cves.json.gz')
        with open(path, 'wb') as file:
            file.write(packed)
        matched = run('advisories', 'match', '--cves', path, '--data', self.server.data)
        self.assertEqual(matched[0], 1, 'one record was rejected')
        self.assertIn('CVE-2026-7001 (critical, 9.8): 1 system(s)', matched[1])
        refused = run('advisories', 'match', '--cves', path, '--draft', '--data', self.server.data)
        self.assertEqual(refused[0], 2)
        self.assertIn('another lachan', refused[1])
