# SPDX-License-Identifier: Apache-2.0
"""Findings with the real programs: a report becomes findings, and lachan runs nmap against listeners
on loopback, within an authorisation, politely, and nowhere else."""

import datetime
import shutil
import socket
import threading
import time
import unittest

from harness import PASSWORD, Scenario, wait_for

CONTROL = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'
VIET_NAM = datetime.timezone(datetime.timedelta(hours=7))


def nuclei(plugin, host, severity='low', vector=''):
    return ('{"template-id":"%s","info":{"name":"%s","severity":"%s","classification":{"cvss-metrics":"%s"}},'
            '"host":"%s","matched-at":"https://%s/","timestamp":"2026-01-02T03:04:05Z"}\n'
            % (plugin, plugin, severity, vector, host, host))


def day(shift):
    return (datetime.datetime.now(VIET_NAM) + datetime.timedelta(days=shift)).strftime('%Y-%m-%d')


class Listener:
    """Counts who connects to a loopback address."""

    def __init__(self, address, port=0):
        self.socket = socket.create_server((address, port))
        self.port = self.socket.getsockname()[1]
        self.times = []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                peer, _ = self.socket.accept()
            except OSError:
                return
            self.times.append(time.monotonic())
            peer.close()


class Findings(Scenario):
    settings = {'scan.requests_per_second': 4}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        server = cls.server
        system = server.post('systems', {'agency_id': server.agency, 'name': 'Máy thử', 'level': 2,
                                         'domain': 'quet.example', 'users': 1})
        cls.system = system['id']
        server.post('address-ranges', {'agency_id': server.agency, 'system_id': cls.system,
                                       'network': '127.0.0.0/29'})
        other = server.post('agencies', {'code': 'KHAC', 'name': 'Cơ quan khác',
                                         'valid_from': '2022-01-01'})['id']
        server.post('address-ranges', {'agency_id': other, 'network': '127.0.0.3', 'is_delegated': True})
        account = server.post('accounts', {'login': 'dieuphoi', 'name': 'Điều phối', 'role': 'coordinator',
                                           'password': PASSWORD})['id']
        expires = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + 86400))
        server.tokens['coordinator'] = server.post(
            'api-tokens', {'name': 'dieuphoi', 'account_id': account, 'read_only': False, 'scopes': '',
                           'expires_at': expires})['token']

    def call(self, path, body, role='soc_analyst', status=(200, 201, 202)):
        answer = self.server.request('POST', f'/api/v1/{path}', body, token=self.server.tokens[role])
        self.assertIn(answer.status, status if isinstance(status, tuple) else (status,), answer)
        return answer.json()

    def test_a_report_becomes_findings_that_close_with_fix_and_hunt(self):
        text = (nuclei('CVE-2021-44228', 'quet.example', 'critical', CONTROL)
                + nuclei('x', 'nobody.example') + '{broken\n')
        receipt = self.call('finding-imports?file_name=r.jsonl', text.encode())
        self.assertEqual((receipt['entries_read'], receipt['created'], receipt['rejected'],
                          receipt['not_attributed']), (3, 2, 1, 1))
        self.assertEqual(receipt['rejections'][0]['place'], 'line 3')
        rows = self.server.get('findings', cve='CVE-2021-44228')['rows']
        self.assertEqual([(r['agency_id'], r['allows_control'], r['cvss_tenths']) for r in rows],
                         [(self.server.agency, True, 98)])
        act = f"findings/{rows[0]['id']}/act"
        self.assertEqual(self.call(act, {'action': 'fix', 'note': 'vá'})['status'], 'open')
        self.assertEqual(self.call(act, {'action': 'hunt', 'note': 'xem'})['status'], 'fixed')
        self.call(act, {'action': 'hunt', 'note': 'xem'}, status=422)

    def test_a_damaged_report_is_refused_whole(self):
        before = self.server.get('findings')['total']
        bomb = b'<!DOCTYPE nmaprun [<!ENTITY a "a">]><nmaprun>&a;</nmaprun>'
        self.call('finding-imports?file_name=b.xml', bomb, status=400)
        self.assertEqual(self.server.get('findings')['total'], before)

    @unittest.skipUnless(shutil.which('nmap'), 'skipped: nmap is not installed')
    def test_nmap_touches_only_what_is_allowed(self):
        inside = Listener('127.0.0.2')
        foreign = Listener('127.0.0.3', inside.port)    # another agency's smaller network
        excluded = Listener('127.0.0.4', inside.port)   # on the do-not-scan list
        outside = Listener('127.0.0.9', inside.port)    # not in the scope
        ports = ','.join(str(p) for p in range(inside.port, min(inside.port + 4, 65535)))
        row = self.call('scan-authorisations', {
            'agency_id': self.server.agency, 'title': 'Thử', 'scope': '127.0.0.2/31 127.0.0.4',
            'legal_basis': 'Thử nghiệm', 'authority': 'Giám đốc', 'valid_from': day(-1), 'valid_to': day(1)})
        wanted = {'authorisation_id': row['id'], 'targets': '', 'ports': ports}
        self.call('scan-jobs', wanted, status=422)
        self.call(f"scan-authorisations/{row['id']}/approve", {}, status=403)
        self.call(f"scan-authorisations/{row['id']}/approve", {}, role='coordinator')
        self.call('scan-exclusions', {'network': '127.0.0.4', 'reason': 'máy cũ', 'valid_to': day(0)})
        plan = self.call('scan-jobs/plan', wanted)
        self.assertEqual(plan['addresses'], ['127.0.0.2'])
        self.assertEqual({o['address']: o['reason'] for o in plan['left_out']},
                         {'127.0.0.3': 'other_owner', '127.0.0.4': 'excluded'})
        self.assertEqual(inside.times, [])              # The dry run sent nothing.
        begun = time.monotonic()
        job = self.call('scan-jobs', wanted)
        wait_for('the scan', 60, lambda: self.server.get(f"scan-jobs/{job['id']}")['status'] not in ('queued', 'running'))
        job = self.server.get(f"scan-jobs/{job['id']}")
        self.assertEqual((job['status'], job['exit_status']), ('done', 0), job['message'])
        self.assertGreaterEqual(len(inside.times), 1)
        self.assertEqual((foreign.times, excluded.times, outside.times), ([], [], []))
        # Four ports at four requests a second: three pauses of 250 ms.
        self.assertGreaterEqual(time.monotonic() - begun, 0.7)
        found = self.server.get('findings', system_id=self.system, format='nmap')['rows']
        self.assertIn(inside.port, [r['port'] for r in found])
        self.assertEqual(self.server.get(f"finding-imports/{job['import_id']}")['is_evidence'], True)

    @unittest.skipUnless(shutil.which('nmap'), 'skipped: nmap is not installed')
    def test_a_scan_is_ended(self):
        row = self.call('scan-authorisations', {
            'agency_id': self.server.agency, 'title': 'Dài', 'scope': '127.0.0.5', 'legal_basis': 'Thử',
            'authority': 'Giám đốc', 'valid_from': day(0), 'valid_to': day(0)})
        self.call(f"scan-authorisations/{row['id']}/approve", {}, role='coordinator')
        wanted = {'authorisation_id': row['id'], 'targets': '', 'ports': '1-2000'}
        job = self.call('scan-jobs', wanted)
        wait_for('the scan', 30, lambda: self.server.get(f"scan-jobs/{job['id']}")['status'] == 'running')
        self.call('scan-jobs', wanted, status=409)       # The target is locked.
        self.call(f"scan-jobs/{job['id']}/cancel", {})
        wait_for('the end', 20, lambda: self.server.get(f"scan-jobs/{job['id']}")['status'] == 'cancelled')


if __name__ == '__main__':
    unittest.main()
