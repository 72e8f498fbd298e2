# SPDX-License-Identifier: Apache-2.0
"""Contact points with the real programs: a link that confirms without log-in, the publication checker
against a web server of our own, the directory's files for programs, the roster."""

import datetime
import http.server
import re
import threading
import time
import unittest
import urllib.parse

from harness import PASSWORD, SLACK, Scenario, Server, arguments_of, free_port, run, wait_for

PAGE = ('<!doctype html><title>Liên hệ</title><p>Trực 24/24: (0237)&nbsp;372.1150</p>'
        '<p>Thư: moi [at] syt.example.vn</p>')


class Site:
    """A web site on loopback whose pages can be changed; remembers what was asked."""

    def __init__(self):
        self.pages = {}
        self.asked = []
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                site.asked.append((self.path, self.headers.get('User-Agent', '')))
                status, headers, body = site.pages.get(self.path, (404, {}, ''))
                data = body.encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header('Content-Type', 'text/html; charset=utf-8')
                self.send_header('Content-Length', str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.base = f'http://localhost:{self.server.server_port}'
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Contacts(Scenario):
    settings = {'contacts.check': 'true', 'contacts.check_loopback': 'true',
                'contacts.check_pause_seconds': '0', 'http.public_url': 'https://attt.tinh.example/'}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site = Site()
        cls.addClassCleanup(cls.site.stop)
        server = cls.server
        cls.token = cls.account('coordinator')
        cls.officer = cls.account('agency_officer', server.agency)
        agency = server.request('GET', f'/api/v1/agencies/{server.agency}', token=cls.token).json()
        changed = server.request('PATCH', f'/api/v1/agencies/{server.agency}',
                                 {'website': cls.site.base}, {'If-Match': f'"{agency["version"]}"'},
                                 cls.token)
        assert changed.status == 200, changed

    @classmethod
    def account(cls, role, agency=None):
        server = cls.server
        account = server.post('accounts', {'login': role, 'name': role, 'role': role,
                                           'password': PASSWORD,
                                           **({'agency_id': agency} if agency else {})})['id']
        expires = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + 86400))
        return server.post('api-tokens', {'name': role, 'account_id': account, 'read_only': False,
                                          'scopes': '', 'expires_at': expires})['token']

    def setUp(self):
        self.site.pages = {'/': (200, {}, PAGE)}
        self.site.asked.clear()
        self.contact = self.ask('POST', 'contact-points', {
            'agency_id': self.server.agency, 'name': 'Lê Văn Mối', 'role': 'focal_point',
            'phone': '0237 372 1150', 'email': 'moi@syt.example.vn', 'is_published': True})
        self.addCleanup(self.archive)

    def archive(self):
        row = self.ask('GET', f'contact-points/{self.contact["id"]}')
        if not row['archived']:
            self.server.request('POST', f'/api/v1/contact-points/{row["id"]}/archive', {},
                                {'If-Match': f'"{row["version"]}"'}, self.token)

    def ask(self, method, path, body=None, token=None):
        answer = self.server.request(method, f'/api/v1/{path}', body, token=token or self.token)
        self.assertLess(answer.status, 300, answer)
        return answer.json() if answer.body else None

    def facts(self, kind):
        return self.server.get('facts', role='inspector', kind=kind, limit=200)['rows']

    def link(self):
        url = self.ask('POST', f'contact-points/{self.contact["id"]}/link')['url']
        self.assertTrue(url.startswith('https://attt.tinh.example/xac-nhan/'), url)
        return urllib.parse.urlsplit(url).path

    def form(self, path, **fields):
        return self.server.request('POST', path, urllib.parse.urlencode(fields).encode(),
                                   {'Content-Type': 'application/x-www-form-urlencoded'})

    def check(self, token=None):
        self.ask('POST', 'contact-checker/run', token=token)
        wait_for('the run ends', 20 * max(1, SLACK),
                 lambda: not self.ask('GET', 'contact-checker')['is_running'])
        rows = self.ask('GET', f'contact-checks?contact_point_id={self.contact["id"]}&sort=-id')['rows']
        return rows[0] if rows else None

    # Links

    def test_a_link_confirms_once_without_a_session(self):
        path = self.link()
        before = len(self.facts('focal_point.confirmed'))
        for _ in range(3):
            page = self.server.request('GET', path)
            self.assertEqual(page.status, 200)
        self.assertIn('Lê Văn Mối', page.body.decode())
        self.assertNotIn('<script', page.body.decode())
        self.assertEqual(page.headers['Referrer-Policy'], 'no-referrer')
        self.assertEqual(page.headers['Cache-Control'], 'no-store')
        self.assertEqual(len(self.facts('focal_point.confirmed')), before, 'looking changes nothing')
        wrong = self.form(path, answer='confirm', phone='', mobile='', email='')
        self.assertEqual(wrong.status, 400)
        done = self.form(path, answer='confirm', phone='0237 372 1150', mobile='0912 000 111',
                         email='moi@syt.example.vn')
        self.assertEqual(done.status, 200, done)
        self.assertEqual(len(self.facts('focal_point.confirmed')), before + 1)
        row = self.ask('GET', f'contact-points/{self.contact["id"]}')
        self.assertEqual(row['mobile'], '0912 000 111')
        self.assertTrue(row['confirmed_on'])
        self.assertEqual(self.server.request('GET', path).status, 410)
        self.assertEqual(self.form(path, answer='confirm', phone='1234').status, 410)

    def test_the_token_is_nowhere_but_in_the_link(self):
        token = self.link().rsplit('/', 1)[1]
        for row in self.server.get('facts', role='inspector', limit=200)['rows']:
            self.assertNotIn(token, str(row))
        self.assertNotIn(token, str(self.ask('GET', 'contact-links')))
        self.assertNotIn(token, self.server.log())

    def test_a_forged_link_is_not_told_from_an_unknown_one(self):
        path = self.link()
        forged = path[:-3] + ('AAA' if not path.endswith('AAA') else 'BBB')
        for bad in (forged, '/xac-nhan/x', '/xac-nhan/' + 'A' * 86, '/xac-nhan/%2e%2e'):
            answer = self.server.request('GET', bad)
            self.assertEqual(answer.status, 404, bad)
            self.assertEqual(self.form(bad, answer='left').status, 404, bad)

    def test_somebody_who_left_says_so(self):
        path = self.link()
        self.assertEqual(self.form(path, answer='left').status, 200)
        self.assertTrue(self.ask('GET', f'contact-points/{self.contact["id"]}')['archived'])
        self.assertTrue(self.facts('focal_point.left'))

    def test_an_officer_makes_links_of_the_own_agency_only(self):
        other = self.server.post('agencies', {'code': f'X{time.time_ns()}', 'name': 'Khác',
                                              'valid_from': '2022-01-01'})['id']
        row = self.ask('POST', 'contact-points', {'agency_id': other, 'name': 'Người khác'})
        answer = self.server.request('POST', f'/api/v1/contact-points/{row["id"]}/link', {},
                                     token=self.officer)
        self.assertEqual(answer.status, 404)

    # Publication checker

    def test_a_contact_is_found_lost_and_missed(self):
        found = self.check()
        self.assertEqual(found['outcome'], 'found', found)
        self.assertIn('Trực 24/24', found['excerpt'])
        self.assertEqual(len(found['page_sha256']), 64)
        agents = {agent for _, agent in self.site.asked}
        self.assertEqual(len(agents), 1)
        self.assertRegex(agents.pop(), r'^lachan/.*\+https://attt\.tinh\.example/rfc2350')
        self.assertEqual([path for path, _ in self.site.asked], ['/robots.txt', '/'])
        self.assertTrue(self.facts('contact.published'))
        before = len(self.facts('contact.missing'))
        self.site.pages['/'] = (200, {}, '<p>Trang mới</p>')
        self.assertEqual(self.check()['outcome'], 'missing')
        self.assertEqual(len(self.facts('contact.missing')), before + 1)
        self.site.pages['/'] = (500, {}, 'hỏng')
        self.assertEqual(self.check()['outcome'], 'unreachable')

    def test_robots_and_redirects_are_judged(self):
        self.site.pages['/robots.txt'] = (200, {}, 'User-agent: lachan\nDisallow: /')
        self.assertEqual(self.check()['detail'], 'robots')
        self.assertEqual([path for path, _ in self.site.asked], ['/robots.txt'])
        del self.site.pages['/robots.txt']
        self.site.pages['/'] = (302, {'Location': '/lien-he'}, '')
        self.site.pages['/lien-he'] = (200, {}, PAGE)
        check = self.check()
        self.assertEqual(check['outcome'], 'found')
        self.assertTrue(check['url'].endswith('/lien-he'))
        for bad in ('http://169.254.169.254/latest/meta-data', 'http://127.0.0.1/',
                    'http://khac.example/', 'file:///etc/passwd'):
            self.site.pages['/'] = (302, {'Location': bad}, '')
            self.assertEqual(self.check()['outcome'], 'refused', bad)

    def test_an_officer_checks_the_own_agency(self):
        self.assertEqual(self.check(self.officer)['outcome'], 'found')

    # What the directory gives to programs

    def test_the_directory_speaks_to_programs(self):
        cards = self.server.request('GET', '/danh-ba/tat-ca.vcf')
        self.assertEqual(cards.headers['Content-Type'], 'text/vcard; charset=utf-8')
        text = cards.body.decode()
        self.assertEqual(text.count('BEGIN:VCARD\r\nVERSION:4.0'), text.count('END:VCARD'))
        self.assertIn('tel:+842373721150', text)
        one = self.server.request('GET', f'/danh-ba/{self.contact["id"]}.vcf').body.decode()
        self.assertIn('FN:Lê Văn Mối', one)
        self.assertEqual(self.server.request('GET', '/danh-ba/999999.vcf').status, 404)
        security = self.server.request('GET', '/.well-known/security.txt').body.decode()
        self.assertIn('Canonical: https://attt.tinh.example/.well-known/security.txt', security)
        expires = re.search(r'Expires: (\S+)', security).group(1)
        ahead = (datetime.datetime.fromisoformat(expires.replace('Z', '+00:00'))
                 - datetime.datetime.now(datetime.timezone.utc))
        self.assertTrue(datetime.timedelta(days=90) < ahead < datetime.timedelta(days=366), expires)
        self.assertIn('https://attt.tinh.example/rfc2350',
                      self.server.request('GET', '/rfc2350.txt').body.decode())
        found = self.server.request('GET', '/danh-ba?q=' + urllib.parse.quote('so y te')).body.decode()
        self.assertIn('Lê Văn Mối', found)
        self.assertNotIn('Lê Văn Mối', self.server.request('GET', '/danh-ba?q=xyz').body.decode())


class CheckerOff(unittest.TestCase):
    def test_nothing_goes_out_unless_it_is_asked_for(self):
        server = Server(self).start().set_up()
        state = server.request('GET', '/api/v1/contact-checker', token=server.tokens['inspector'])
        self.assertFalse(state.json()['is_enabled'])
        server.stop()
        status, said = run('contacts', 'check', '--data', server.data, *arguments_of(server.settings))
        self.assertEqual(status, 2)
        self.assertIn('contacts.check=true', said)
        status, said = run('contacts', 'due', '--data', server.data, *arguments_of(server.settings))
        self.assertEqual(status, 0, said)
        self.assertIn('0 contact points', said)
        status, said = run('serve', '--data', server.data, '--set', 'contacts.roles_commune=sếp',
                           *arguments_of(server.settings))
        self.assertEqual(status, 2)
        self.assertIn('contacts.roles_commune', said)


if __name__ == '__main__':
    unittest.main()
