# SPDX-License-Identifier: Apache-2.0
"""Rights, walked from what the product says of itself: every route × every role × own, another
agency's and a missing object (SEC-01 in small), and the doors beside them."""

import json
import re
import socket
import sqlite3
import ssl
import subprocess
import time
import unittest
import urllib.parse

from harness import PASSWORD, SLACK, Scenario, Server, report, run, temp_folder, wait_for
from matrix_bodies import bodies

ROLES = ('soc_analyst', 'coordinator', 'agency_officer', 'management', 'inspector', 'enterprise',
         'partner', 'administrator')
MISSING = 987654321
MARK = 'dauhieurieng'  # Goes into every row of agency B; nobody of agency A may ever read it.
SECRET = 'canary-matkhau-rat-rieng-77'

# Everything that answers without an account. A new line here needs a review.
PUBLIC = {
    ('GET', '/'), ('GET', '/bao-su-co'), ('POST', '/bao-su-co'), ('GET', '/tra-cuu'),
    ('POST', '/tra-cuu'), ('GET', '/danh-ba'), ('GET', '/.well-known/security.txt'),
    ('GET', '/danh-ba/tat-ca.vcf'), ('GET', '/danh-ba/{id}.vcf'), ('GET', '/rfc2350'),
    ('GET', '/rfc2350.txt'), ('GET', '/xac-nhan/{token}'), ('POST', '/xac-nhan/{token}'),
    ('GET', '/site.css'), ('GET', '/console'), ('GET', '/console/{rest...}'),
    ('GET', '/healthz'), ('GET', '/readyz'), ('GET', '/metrics'),
    ('POST', '/api/v1/session'), ('GET', '/api/v1/openapi.json'),
    # Senders ask before they send their token; it says no more than /readyz.
    ('GET', '/services/collector/health'), ('GET', '/services/collector/health/1.0'),
}

# Of actions whose body is not a register's row. Keys are what follows /api/v1/<path>/{id}.
ACTIONS = {
    'take': {}, 'reopen': {}, 'archive': {}, 'restore': {}, 'unlock': {}, 'token': {}, 'check': {},
    'issue': {},
    'dismiss': {'reason': 'false_positive', 'note': 'thử'},
    'escalate': {'title': 'Thử', 'severity': 'm3', 'category': 'other'},
    'notices': {'clock': 'N2', 'sent_at': '2026-01-01T00:00:00Z', 'recipient': 'x', 'note': ''},
    'status': {'status': 'contained', 'outcome': ''},
    'lead': {'lead_id': None},
    'tasks': {'title': 'Việc'},
    'notes': {'text': 'Ghi chú'},
    'accept': {'agency_id': 1, 'title': 'Thử', 'severity': 'm3', 'category': 'other'},
    'reply': {'reply': 'Đã nhận', 'status': 'in_review'},
    'password': {'password': 'mot-mat-khau-khac-that-dai'},
    'supplement': {'content': 'thử'}, 'withdraw': {'reason': 'thử'}, 'return': {'reason': 'thử'},
    'answer': {'answers': [{'id': 1, 'answer': 'fixed'}]}, 'systems': {'system_id': 1},
    'warn': {'warned_on': '2026-01-05', 'note': 'thử'},
    'confirm': {}, 'refuse': {'reason': 'thử'},
    'end': {'from_day': '2026-01-05', 'reason': 'thử'},
}
# Reach of the whole is needed besides the letter: there is one chain for all.
WHOLE_ONLY = {('POST', '/api/v1/audit/verify'),
              # An agency asks for a relief; the province decides.
              ('POST', '/api/v1/duty-reliefs/{id}/confirm'),
              ('POST', '/api/v1/duty-reliefs/{id}/refuse'),
              ('POST', '/api/v1/duty-reliefs/{id}/end'),
              # These speak of every agency, or are the province's answer to one.
              ('GET', '/api/v1/ranking/verify'), ('POST', '/api/v1/ranking/addenda/preview'),
              ('POST', '/api/v1/appeals/{id}/receive')}


REFUSED = (401, 403, 404, 500, 503)


def without_trace(body):
    return re.sub(rb'"trace_id":"[^"]*"', b'', body)


def plain(body, key):
    """A refusal without what is its own: the trace, and the key that was asked for."""
    return re.sub(rb'\b%s\b' % re.escape(str(key).encode()), b'#', without_trace(body))


class MatrixTest(Scenario):
    settings = {}

    @classmethod
    def setUpClass(cls):
        cls.server = Server(cls, arguments=['--no-demo']).start().set_up()
        s = cls.server
        cls.a = s.agency
        cls.b = s.post('agencies', {'code': 'SXD', 'name': 'Sở Xây dựng',
                                    'valid_from': '2022-01-01'})['id']
        cls.session = {}
        for role in ROLES:
            cls.session[role] = cls.new_session(role, 'vai_' + role, cls.a)
        cls.api = s.request('GET', '/api/v1/openapi.json').json()
        cls.policy = cls.api['x-policy']
        cls.rows = {}
        for agency, name in ((cls.a, 'A'), (cls.b, 'B ' + MARK)):
            cls.rows[agency] = cls.fill(agency, name)

    @classmethod
    def new_session(cls, role, login, agency):
        s = cls.server
        body = {'login': login, 'name': login, 'role': role, 'password': PASSWORD}
        if role in ('agency_officer', 'enterprise'):
            body['agency_id'] = agency
        s.post('accounts', body)
        headers, _ = s.sign_in(login, PASSWORD)
        changed = s.request('POST', '/api/v1/me/password',
                            {'old_password': PASSWORD, 'new_password': SECRET + role}, headers)
        assert changed.status == 204, changed
        return headers

    @classmethod
    def as_role(cls, role, method, path, body=None, **headers):
        return cls.server.request(method, path, body, {**cls.session[role], **headers})

    @classmethod
    def made(cls, role, path, body):
        answer = cls.as_role(role, 'POST', '/api/v1/' + path, body)
        assert answer.status in (200, 201), (path, answer)
        return answer.json()

    @classmethod
    def fill(cls, agency, name):
        s, ids = cls.server, {}
        for path, body in bodies(agency, name).items():
            ids[path] = cls.made('coordinator' if path != 'sources' else 'soc_analyst', path,
                                 body)['id']
        one = f'incidents/{ids["incidents"]}'
        for action, body in (('tasks', {'title': 'Việc ' + name}),
                             ('notes', {'text': 'Ghi ' + name})):
            ids['incident-' + action] = cls.made('coordinator', f'{one}/{action}', body)['id']
        file_name = urllib.parse.quote(name + '.txt')
        answer = s.request(
            'POST', f'/api/v1/evidence-files?agency_id={agency}&file_name={file_name}',
            ('Tệp ' + name).encode(), cls.session['coordinator'])
        assert answer.status == 201, answer
        ids['evidence-files'] = answer.json()['id']
        advisory = cls.made('coordinator', 'advisories', {
            'title': 'Cảnh báo ' + name, 'content': name, 'measures': name,
            'evidence_file_id': ids['evidence-files']})
        cls.made('coordinator', f'advisories/{advisory["id"]}/issue', {'agencies': [agency]})
        ids['advisories'] = advisory['id']
        for path in ('advisory-deliveries', 'advisory-answers'):
            rows = cls.as_role('coordinator', 'GET', f'/api/v1/{path}?agency_id={agency}').json()
            ids[path] = rows['rows'][0]['id']
        ids['agencies'] = agency
        ids['accounts'] = s.post('accounts', {
            'login': f'can_bo_{agency}', 'name': 'Cán bộ ' + name, 'role': 'agency_officer',
            'agency_id': agency, 'password': PASSWORD})['id']
        form = urllib.parse.urlencode({'topic': 'website', 'what': 'Tin ' + name})
        answer = s.request('POST', '/bao-su-co', form.encode())
        assert answer.status == 201, answer
        newest = cls.as_role('coordinator', 'GET', '/api/v1/public-reports?sort=-id&limit=1')
        ids['public-reports'] = newest.json()['rows'][0]['id']
        cls.made('coordinator', f'public-reports/{ids["public-reports"]}/accept',
                 {'agency_id': agency, 'title': 'Vụ từ tin ' + name, 'severity': 'm3',
                  'category': 'other'})
        token = s.post(f'sources/{ids["sources"]}/token', {})['token']
        s.ingest(token, [{'program': 'thu', 'marker': 'alarm', 'message': 'sự kiện ' + name}])
        rows = wait_for('an alert of the agency', 30 * SLACK, lambda: cls.as_role(
            'coordinator', 'GET', f'/api/v1/alerts?agency_id={agency}').json()['rows'])
        ids['alerts'] = rows[0]['id']
        events = wait_for('an event of the agency', 30 * SLACK, lambda: [
            row for row in s.search_all('sự') + s.search_all('alarm')
            if row['agency_id'] == agency])
        ids['events'] = events[0]['id']
        return ids

    def letters(self, permission, role):
        resource, action = permission.split(':')
        cell = self.policy[resource][role]
        letter = 'R' if action == 'read' else 'W'
        return 'all' if letter in cell else 'own' if letter.lower() in cell else 'none'

    def operations(self):
        for path, verbs in self.api['paths'].items():
            for verb, operation in verbs.items():
                yield verb.upper(), path, operation['x-permission']

    def version(self, path, key):
        """Of a row, as somebody sees it who sees all."""
        for role in ('inspector', 'administrator', 'coordinator'):
            answer = self.as_role(role, 'GET', f'/api/v1/{path}/{key}')
            if answer.status == 200:
                return answer.json().get('version', 1)
        return 1

    def call(self, role, verb, path, key, agency):
        """One request with a body that would do."""
        parts = path[len('/api/v1/'):].split('/')
        register, action = parts[0], parts[2] if len(parts) > 2 else ''
        url = re.sub(r'\{[a-z_]+\}', str(key), path)
        if url == '/api/v1/events/top':
            url += '?field=host'
        headers, body = {}, None
        if verb == 'PATCH':
            body = {}
        elif verb == 'POST' and len(parts) > 2:
            body = ACTIONS.get(action, {})
        elif verb == 'POST':
            body = bodies(agency, 'ghi').get(register, {})
        if verb in ('PATCH', 'POST') and '{' in path:
            headers['If-Match'] = f'"{self.version(register, key)}"'
        return self.as_role(role, verb, url, body, **headers)

    def walk(self, role):
        """How many cases there are; each wrong one is reported."""
        cases = 0
        for verb, path, permission in self.operations():
            if ':' not in permission:
                continue
            grant = self.letters(permission, role)
            if grant == 'own' and (verb, path) in WHOLE_ONLY:
                grant = 'none'
            with self.subTest(f'{role} {verb} {path} {grant}'):
                cases += 3 if '{' in path else 1
                self.check(role, verb, path, grant)
        return cases

    def check(self, role, verb, path, grant):
        register = path[len('/api/v1/'):].split('/')[0]
        if '{' not in path:
            answer = self.call(role, verb, path, '', self.a)
            if grant == 'none':
                self.assertEqual(answer.status, 403, answer)
            else:
                self.assertNotIn(answer.status, REFUSED, answer)
            if grant == 'own':
                self.assertNotIn(MARK.encode(), answer.body)
            return
        if '{agency_id}' in path:
            register = 'agencies'
        if register not in self.rows[self.a]:  # Of no agency: the letter alone decides.
            answer = self.call(role, verb, path, MISSING, self.a)
            self.assertEqual(answer.status == 403, grant == 'none', answer)
            return
        own = self.call(role, verb, path, self.rows[self.a][register], self.a)
        other = self.call(role, verb, path, self.rows[self.b][register], self.b)
        missing = self.call(role, verb, path, MISSING, self.b)
        hidden = plain(other.body, self.rows[self.b][register])
        unknown = plain(missing.body, MISSING)
        if grant == 'none':
            self.assertEqual([own.status, other.status, missing.status], [403] * 3,
                             f'{own} {other} {missing}')
            self.assertEqual(hidden, unknown)
            return
        self.assertNotIn(own.status, REFUSED, own)
        self.assertEqual(missing.status, 404, missing)
        if grant == 'all':
            self.assertNotIn(other.status, REFUSED, other)
            return
        self.assertEqual((other.status, hidden), (missing.status, unknown))
        self.assertNotIn(MARK.encode(), own.body)

    def test_0_an_alert_in_another_agencys_incident_does_not_name_it(self):
        alert = self.rows[self.a]['alerts']
        moved = self.as_role('coordinator', 'POST', f'/api/v1/alerts/{alert}/escalate', {
            **ACTIONS['escalate'], 'incident_id': self.rows[self.b]['incidents']})
        self.assertEqual(moved.status, 200, moved)
        url = f'/api/v1/alerts/{alert}/detail'
        seen = self.as_role('agency_officer', 'GET', url)
        self.assertEqual(seen.status, 200)
        self.assertIsNone(seen.json()['incident'])
        self.assertIn(MARK, self.as_role('coordinator', 'GET', url).json()['incident']['title'])
        detail = self.as_role('management', 'GET',
                              f'/api/v1/incidents/{self.rows[self.b]["incidents"]}/detail')
        self.assertEqual(detail.json()['alerts'], [])  # Management reads incidents, not alerts.

    # In the order of the names: people of an agency come first, on rows that nobody touched.

    def test_1_people_of_an_agency_stay_within_it(self):
        before = {path: self.version(path, key) for path, key in self.rows[self.b].items()}
        cases = sum(self.walk(role) for role in ('agency_officer', 'enterprise'))
        after = {path: self.version(path, key) for path, key in self.rows[self.b].items()}
        self.assertEqual(before, after, 'somebody of agency A changed a row of agency B')
        report(f'{cases} cases of agency roles')

    def test_2_provincial_roles_have_what_the_table_says(self):
        cases = 0
        for role in ROLES:
            if role not in ('agency_officer', 'enterprise', 'administrator'):
                cases += self.walk(role)
        cases += self.walk('administrator')
        report(f'{cases} cases of provincial roles')

    def test_1_side_doors_show_nothing_of_another_agency(self):
        """Counts, search, filters, exports, lookups, facts: asked for agency B by name and id."""
        for verb, path, permission in self.operations():
            if verb != 'GET' or '{' in path or ':' not in permission:
                continue
            for role in ('agency_officer', 'enterprise'):
                if self.letters(permission, role) != 'own':
                    continue
                for query in (f'agency_id={self.b}', f'q={MARK}', 'query=' + MARK,
                              f'subject_id={self.rows[self.b]["incidents"]}', 'archived=1',
                              'sort=-id&limit=1000', ''):
                    if path == '/api/v1/events/export' and MARK in query:
                        continue  # What one asked for stands on the own receipt, and in its fact.
                    answer = self.as_role(role, 'GET', f'{path}?{query}')
                    self.assertIn(answer.status, (200, 400, 404, 422), f'{path}?{query} {answer}')
                    self.assertNotIn(MARK.encode(), answer.body, f'{role} {path}?{query}')
                    if answer.status == 200 and f'agency_id={self.b}' == query \
                            and 'json' in answer.headers['Content-Type']:
                        if 'ndjson' in answer.headers['Content-Type']:
                            body = {'rows': [json.loads(line) for line in answer.body.splitlines()]}
                        else:
                            body = answer.json()
                        rows = body['rows'] if isinstance(body, dict) and 'rows' in body else []
                        for row in rows:
                            self.assertNotEqual(row.get('agency_id'), self.b, f'{role} {path}')
                        if isinstance(body, dict) and 'rows' in body and 'total' in body:
                            self.assertEqual(body['total'], 0, f'{role} {path}?{query}')

    def test_1_a_row_cannot_be_given_to_another_agency(self):
        for path, body in bodies(self.b, 'chuyển').items():
            for role in ('agency_officer', 'enterprise'):
                there = self.as_role(role, 'POST', '/api/v1/' + path, body)
                nowhere = self.as_role(role, 'POST', '/api/v1/' + path,
                                       {**body, 'agency_id': MISSING})
                self.assertIn(there.status, (400, 403, 404, 405), f'{role} {path} {there}')
                self.assertEqual((there.status, plain(there.body, self.b)),
                                 (nowhere.status, plain(nowhere.body, MISSING)), f'{role} {path}')
        key = self.rows[self.a]['suppliers']
        moved = self.as_role('agency_officer', 'PATCH', f'/api/v1/suppliers/{key}',
                             {'agency_id': self.b},
                             **{'If-Match': f'"{self.version("suppliers", key)}"'})
        self.assertIn(moved.status, (400, 403, 404), moved)

    def test_1_without_an_account(self):
        found = {(route['verb'], route['path']) for route in self.api['x-routes']
                 if route['permission'] == 'public'}
        self.assertEqual(found, PUBLIC)
        for route in self.api['x-routes']:
            if route['permission'] == 'public':
                continue
            path = re.sub(r'\{[^}]*\}', '1', route['path'])
            for headers in ({}, {'Cookie': '__Host-lachan=abc'}, {'Authorization': 'Bearer abc'}):
                body = {} if route['verb'] != 'GET' else None
                answer = self.server.request(route['verb'], path, body, headers)
                # HEC's word for a wrong token is 403.
                is_hec = route['path'].startswith('/services/') and 'Authorization' in headers
                self.assertEqual(answer.status, 403 if is_hec else 401, f'{route} {headers} {answer}')

    def test_1_a_strangers_body_is_not_read(self):
        for path in ('/api/v1/evidence-files', '/ingest/v1/events', '/api/v1/incidents'):
            begun = time.monotonic()
            with socket.create_connection(('127.0.0.1', self.server.http_port), 10) as connection:
                head = f'POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n'
                connection.sendall(head.encode())  # And not a byte of the body.
                answer = connection.recv(65536)
            self.assertIn(b'HTTP/1.1 401', answer)
            self.assertLess(time.monotonic() - begun, 5 * SLACK)

    def test_3_fields_that_are_not_ones_to_set(self):
        """Every field that the product computes, and one it does not know, in every form."""
        cases = 0
        for path, body in bodies(self.a, 'thừa').items():
            role = 'soc_analyst' if path == 'sources' else 'coordinator'
            schema = next(s for s in self.api['components']['schemas'].values()
                          if s.get('x-path') == path)
            extra = [name for name, p in schema['properties'].items() if p.get('readOnly')]
            key = self.rows[self.a][path]
            for name in extra + ['zz', 'token_hash', 'password_hash', 'is_admin']:
                made = self.as_role(role, 'POST', '/api/v1/' + path, {**body, name: 1})
                self.assertEqual(made.status, 400, f'{path} {name} {made}')
                changed = self.as_role(role, 'PATCH', f'/api/v1/{path}/{key}', {name: 1},
                                       **{'If-Match': f'"{self.version(path, key)}"'})
                self.assertEqual(changed.status, 400, f'{path} {name} {changed}')
                cases += 2
        incident = self.rows[self.a]['incidents']
        for action in ('tasks', 'notes', 'status', 'lead', 'notices'):
            answer = self.as_role('coordinator', 'POST', f'/api/v1/incidents/{incident}/{action}',
                                  {**ACTIONS[action], 'agency_id': self.b})
            self.assertEqual(answer.status, 400, f'{action} {answer}')
        for path, body in (('accounts', {'login': 'x', 'name': 'x', 'role': 'partner',
                                         'password': PASSWORD, 'must_change_password': False}),
                           ('api-tokens', {'name': 'x', 'account_id': 1, 'read_only': True,
                                           'scopes': '', 'expires_at': '2027-01-01T00:00:00Z',
                                           'token': 'mine'})):
            answer = self.as_role('administrator', 'POST', '/api/v1/' + path, body)
            self.assertEqual(answer.status, 400, f'{path} {answer}')
        report(f'{cases} surplus fields refused')

    def test_3_a_change_names_the_version_it_has_seen(self):
        key = self.rows[self.a]['suppliers']
        url = f'/api/v1/suppliers/{key}'
        version = self.version('suppliers', key)
        for wrong in ('', '*', 'W/"1"', '"x"', '-1', '"9999999999999999999999"'):
            answer = self.as_role('coordinator', 'PATCH', url, {'note': 'a'}, **{'If-Match': wrong})
            self.assertIn(answer.status, (409, 422), f'{wrong!r} {answer}')
        stale = self.as_role('coordinator', 'PATCH', url, {'note': 'a'},
                             **{'If-Match': f'"{version + 1}"'})
        self.assertEqual(stale.status, 409)

    def test_3_an_account_keeps_its_login(self):
        key = self.rows[self.a]['accounts']
        url = f'/api/v1/accounts/{key}'
        renamed = self.as_role('administrator', 'PATCH', url, {'login': 'khac'})
        self.assertEqual(renamed.status, 400, renamed)
        stale = self.as_role('administrator', 'PATCH', url, {'name': 'Tên'},
                             **{'If-Match': '"9999"'})
        self.assertEqual(stale.status, 409, stale)

    def test_3_nothing_is_changed_without_the_csrf_token(self):
        cookie = {'Cookie': self.session['coordinator']['Cookie']}
        body = bodies(self.a, 'csrf')['suppliers']
        for headers in (cookie, {**cookie, 'X-CSRF-Token': 'x' * 64}, {
                **self.session['coordinator'], 'Sec-Fetch-Site': 'cross-site'}):
            answer = self.server.request('POST', '/api/v1/suppliers', body, headers)
            self.assertEqual(answer.status, 403, answer)
        credentials = {'login': 'vai_partner', 'password': SECRET + 'partner'}
        other_site = self.server.request('POST', '/api/v1/session', credentials,
                                         {'Sec-Fetch-Site': 'cross-site'})
        self.assertEqual(other_site.status, 403)

    # Live updates

    def open_stream(self, headers):
        connection = self.server.connection(15 * SLACK)
        connection.request('GET', '/api/v1/stream', headers=headers)
        answer = connection.getresponse()
        self.assertEqual(answer.status, 200)
        self.addCleanup(connection.close)
        return answer

    def test_4_the_live_stream_shows_ones_own_agency_only(self):
        stream = self.open_stream(self.session['agency_officer'])
        self.made('coordinator', 'suppliers', bodies(self.b, 'luồng')['suppliers'])
        self.made('coordinator', 'suppliers', bodies(self.a, 'luồng')['suppliers'])
        seen = []
        while not seen or seen[-1]['agency_id'] != self.a:
            line = stream.readline()
            self.assertTrue(line, 'the stream ended')
            if line.startswith(b'data: {"fact_id'):
                seen.append(json.loads(line[6:]))
        self.assertEqual({fact['agency_id'] for fact in seen}, {self.a})

    def test_4_a_scoped_token_hears_of_its_scope_only(self):
        account = self.as_role('administrator', 'GET', '/api/v1/accounts?login=vai_coordinator')
        expires = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + 3600))
        token = self.server.post('api-tokens', {
            'name': 'hẹp', 'account_id': account.json()['rows'][0]['id'], 'read_only': True,
            'scopes': 'contact_point', 'expires_at': expires})['token']
        stream = self.open_stream({'Authorization': 'Bearer ' + token})
        self.made('coordinator', 'suppliers', bodies(self.a, 'hẹp')['suppliers'])
        self.made('coordinator', 'contact-points', bodies(self.a, 'hẹp')['contact-points'])
        while True:
            line = stream.readline()
            self.assertTrue(line, 'the stream ended')
            if line.startswith(b'data: {"fact_id'):
                self.assertEqual(json.loads(line[6:])['subject_kind'], 'contact_point')
                break
        refused = self.server.request('GET', '/api/v1/suppliers', token=token)
        self.assertEqual(refused.status, 403)

    def test_4_signing_out_cuts_the_stream_within_a_second(self):
        headers, _ = self.server.sign_in('vai_inspector', SECRET + 'inspector')
        stream = self.open_stream(headers)
        self.assertEqual(stream.readline(), b'retry: 2000\n')
        begun = time.monotonic()
        out = self.server.request('DELETE', '/api/v1/session', headers=headers)
        self.assertEqual(out.status, 204)
        while stream.readline():
            pass
        took = time.monotonic() - begun
        report(f'stream cut {took * 1000:.0f} ms after signing out')
        self.assertLess(took, 1 * SLACK)
        self.assertEqual(self.server.request('GET', '/api/v1/me', headers=headers).status, 401)

    # What is shown to everybody

    def test_5_public_pages_escape_what_they_are_given(self):
        payload = '"><script>alert(1)</script>\'<img src=x onerror=alert(1)>'
        fields = dict.fromkeys(('topic', 'target', 'contact_name', 'contact', 'code'), payload)
        form = urllib.parse.urlencode({**fields, 'what': ''})
        quoted = urllib.parse.quote(payload)
        for answer in (self.server.request('POST', '/bao-su-co', form.encode()),
                       self.server.request('POST', '/tra-cuu', form.encode()),
                       self.server.request('GET', '/danh-ba?q=' + quoted),
                       self.server.request('GET', f'/bao-su-co?loai={quoted}&lang={quoted}')):
            self.assertNotIn(b'<script', answer.body)
            self.assertNotIn(b'<img', answer.body)
            self.assertIn("script-src 'self'", answer.headers['Content-Security-Policy'])
            self.assertEqual(answer.headers['X-Content-Type-Options'], 'nosniff')

    def test_5_evidence_cannot_run_in_the_browser(self):
        name = urllib.parse.quote('a"\r\nSet-Cookie: x=1;.html')
        path = f'/api/v1/evidence-files?agency_id={self.a}&file_name={name}'
        coordinator = self.session['coordinator']
        page = b'<!doctype html><script>alert(1)</script>'
        refused = self.server.request('POST', path, page, coordinator)
        self.assertEqual(refused.json()['fields'][0]['message'], 'type_not_taken')
        text = 'không phải trang'.encode()
        made = self.server.request('POST', path, text, coordinator)
        self.assertEqual(made.status, 201, made)
        got = self.as_role('coordinator', 'GET',
                           f'/api/v1/evidence-files/{made.json()["id"]}/content')
        self.assertEqual(got.body, text)
        self.assertRegex(got.headers['Content-Disposition'],
                         '^attachment; filename="[A-Za-z0-9._-]+"')
        self.assertIn('sandbox', got.headers['Content-Security-Policy'])
        self.assertEqual(got.headers['X-Content-Type-Options'], 'nosniff')
        self.assertIsNone(got.headers['Set-Cookie'])

    def test_5_exports_hold_no_formula(self):
        self.made('coordinator', 'suppliers', {'agency_id': self.a, 'name': "=cmd|' /C calc'!A0"})
        answer = self.as_role('coordinator', 'GET', '/api/v1/suppliers.csv')
        self.assertIn(b"'=cmd", answer.body)
        self.assertNotRegex(answer.body, rb'(^|[,"])=cmd')

    def test_6_local_pages_are_not_for_what_a_proxy_passes_on(self):
        self.assertEqual(self.server.request('GET', '/metrics').status, 200)
        passed = self.server.request('GET', '/metrics', headers={'X-Forwarded-For': '203.0.113.9'})
        self.assertEqual(passed.status, 404)

    def test_9_secrets_are_nowhere(self):
        """In facts, the log, answers, and (but for hashes) the whole state file."""
        source = self.rows[self.a]['sources']
        token = self.server.post(f'sources/{source}/token', {})['token']
        secrets = [SECRET, PASSWORD, token, *self.server.tokens.values()]
        secrets += [h['Cookie'].split('=', 1)[1] for h in self.session.values()]
        secrets += [h['X-CSRF-Token'] for h in self.session.values()]
        state = sqlite3.connect(f'file:{self.server.data}/state.db?mode=ro', uri=True)
        tables = [r[0] for r in state.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        dump = {t: '\n'.join(map(str, state.execute(f'SELECT * FROM "{t}"'))) for t in tables}
        state.close()
        self.assertGreater(len(dump['fact']), 1000)
        answers = self.as_role('inspector', 'GET', '/api/v1/facts?limit=1000').body.decode()
        answers += self.as_role('administrator', 'GET', '/api/v1/accounts').body.decode()
        answers += self.as_role('administrator', 'GET', '/api/v1/api-tokens').body.decode()
        log = re.sub(r'First account: admin, password \S+', '', self.server.log())
        for where, text in {**dump, 'answers': answers, 'log': log}.items():
            for secret in secrets:
                self.assertNotIn(secret, text, f'in {where}')
        for text in (dump['fact'], answers, log):
            self.assertNotIn('$argon2', text)
            self.assertNotIn('password_hash', text)
            self.assertNotIn('token_hash', text)


class TlsTest(unittest.TestCase):
    def test_a_certificate_makes_everything_encrypted(self):
        folder = temp_folder(self)
        made = subprocess.run(
            ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256',
             '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext',
             'subjectAltName=IP:127.0.0.1', '-keyout', folder + '/key.pem', '-out',
             folder + '/cert.pem'], capture_output=True)
        self.assertEqual(made.returncode, 0, made.stderr)
        server = Server(self, settings={'http.tls_certificate': folder + '/cert.pem',
                                        'http.tls_key': folder + '/key.pem'})
        server.spawn()
        context = ssl.create_default_context(cafile=folder + '/cert.pem')

        def ready():
            self.assertIsNone(server.process.poll(), server.log())
            try:
                return talk(b'GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
            except OSError:
                return None

        def talk(data):
            with socket.create_connection(('127.0.0.1', server.http_port), 10) as plain:
                with context.wrap_socket(plain, server_hostname='127.0.0.1') as tls:
                    self.assertIn(tls.version(), ('TLSv1.2', 'TLSv1.3'))
                    tls.sendall(data)
                    answer = b''
                    try:
                        while part := tls.recv(65536):
                            answer += part
                    except ssl.SSLEOFError:
                        pass
                    return answer

        answer = wait_for('TLS', 20 * SLACK, ready)
        self.assertIn(b'HTTP/1.1 200', answer)
        self.assertIn(b'Strict-Transport-Security', answer)
        old = ssl.create_default_context(cafile=folder + '/cert.pem')
        with self.assertRaises((ssl.SSLError, ValueError)):
            old.maximum_version = ssl.TLSVersion.TLSv1_1
            with socket.create_connection(('127.0.0.1', server.http_port), 10) as plain:
                old.wrap_socket(plain, server_hostname='127.0.0.1')
        self.assertNotIn(b'HTTP/1.1 200', server.raw(b'GET / HTTP/1.1\r\nHost: x\r\n\r\n', 3))

    def test_a_key_without_a_certificate_refuses_the_start(self):
        folder = temp_folder(self)
        status, said = run('serve', '--data', folder + '/data', '--http', '127.0.0.1:0', '--syslog',
                           'off', '--set', 'http.tls_key=/nowhere/key.pem')
        self.assertNotEqual(status, 0)
        self.assertIn('http.tls_certificate', said)


if __name__ == '__main__':
    unittest.main()
