# SPDX-License-Identifier: Apache-2.0
"""Syslog and RELP over TLS with client certificates: rsyslog with both drivers, openssl, by hand."""

import os
import socket
import ssl
import subprocess
import unittest

from harness import Scenario, Server, free_port, run, temp_folder, wait_for
from senders import (Rsyslog, SyslogNg, arrived, assert_failed_login_is_found, failed_login,
                     has_rsyslog, message, syslog_ng, tool)

TLS_PORT, RELP_PORT, REQUIRED_PORT = free_port(), free_port(), free_port()


def omfwd(port, folder, name, driver):
    return (f'global(DefaultNetstreamDriverCAFile="{folder}/ca.pem" '
            f'DefaultNetstreamDriverCertFile="{folder}/{name}.pem" '
            f'DefaultNetstreamDriverKeyFile="{folder}/{name}.key")',
            f'action(type="omfwd" target="127.0.0.1" port="{port}" protocol="tcp" '
            f'StreamDriver="{driver}" StreamDriverMode="1" StreamDriverAuthMode="x509/name" '
            f'StreamDriverPermittedPeers="localhost" TCP_Framing="octet-counted" '
            f'template="RSYSLOG_SyslogProtocol23Format" action.resumeRetryCount="-1" '
            f'action.resumeInterval="1")')


class SyslogTlsTest(Scenario):
    settings = {'syslog.tls_address': f'127.0.0.1:{TLS_PORT}',
                'relp.tls_address': f'127.0.0.1:{RELP_PORT}'}

    @classmethod
    def setUpClass(cls):
        cls.server = Server(cls, settings=cls.settings)
        cls.folder = temp_folder(cls)
        data = ('--data', cls.server.data)
        status, said = run('tls', 'init', *data, '--host', 'localhost', '--host', '127.0.0.1')
        assert status == 0, said
        for name in ('web01.syt', 'relay-9'):
            status, said = run('tls', 'issue', *data, '--name', name, '--out', cls.folder)
            assert status == 0, said
            assert name in said and 'rsyslog' in said, said
        cls.server.start().set_up()
        cls.source, _ = cls.server.new_source('máy chủ web', client_certificate='web01.syt')

    def context(self, name=None):
        context = ssl.create_default_context(cafile=os.path.join(self.folder, 'ca.pem'))
        if name:
            context.load_cert_chain(os.path.join(self.folder, name + '.pem'),
                                    os.path.join(self.folder, name + '.key'))
        return context

    def send(self, data, name=None, port=TLS_PORT, context=None):
        with socket.create_connection(('127.0.0.1', port), 20) as raw:
            with (context or self.context(name)).wrap_socket(raw, server_hostname='localhost') as tls:
                tls.sendall(data)
                # With TLS 1.3 a refusal of our certificate comes with the first read only.
                tls.shutdown(socket.SHUT_WR)
                tls.settimeout(20)
                try:
                    while tls.recv(4096):
                        pass
                except ssl.SSLEOFError:
                    pass

    def rsyslog(self, driver, module):
        if not has_rsyslog(module):
            self.skipTest(f'no driver {driver} of rsyslog')
        before, action = omfwd(TLS_PORT, self.folder, 'web01.syt', driver)
        sender = Rsyslog(self, action, before)
        sender.write(f'tls{driver} dòng {n:04}' for n in range(500))
        sender.start()
        rows = arrived(self.server, f'tls{driver}', 500)
        self.assertEqual({message(row) for row in rows},
                         {f'tls{driver} dòng {n:04}' for n in range(500)})
        self.assertEqual({row['transport'] for row in rows}, {'syslog-tls'})
        self.assertEqual({row['source_id'] for row in rows}, {self.source})
        self.assertEqual({row['agency_id'] for row in rows}, {self.server.agency})
        sender.log(failed_login(f'user-{driver}'))
        assert_failed_login_is_found(self, self.server, f'user-{driver}')

    def test_rsyslog_openssl(self):
        """rsyslog's ossl driver; the source is found by the certificate's name."""
        self.rsyslog('ossl', 'lmnsd_ossl')

    def test_rsyslog_gnutls(self):
        """rsyslog's gtls driver."""
        self.rsyslog('gtls', 'lmnsd_gtls')

    def test_syslog_ng(self):
        """syslog-ng over TLS with a client certificate, RFC 5424."""
        if not syslog_ng()[0]:
            self.skipTest('no syslog-ng (tools/setup.sh test unpacks it)')
        sender = SyslogNg(self, f'''syslog("localhost" port({TLS_PORT}) transport("tls") ip-protocol(4)
    tls(ca-file("{self.folder}/ca.pem") cert-file("{self.folder}/web01.syt.pem")
        key-file("{self.folder}/web01.syt.key") peer-verify(required-trusted)));''')
        sender.write(f'ngtls dòng {n:04}' for n in range(500))
        sender.start()
        rows = arrived(self.server, 'ngtls', 500)
        self.assertEqual({message(row) for row in rows}, {f'ngtls dòng {n:04}' for n in range(500)})
        self.assertEqual({(row['source_id'], row['transport']) for row in rows},
                         {(self.source, 'syslog-tls')})

    def test_omrelp_tls(self):
        """RELP over TLS with a client certificate."""
        if not has_rsyslog('omrelp'):
            self.skipTest('no omrelp (package rsyslog-relp)')
        sender = Rsyslog(self, f'''module(load="omrelp" tls.tlslib="openssl")
action(type="omrelp" target="127.0.0.1" port="{RELP_PORT}" tls="on"
  tls.caCert="{self.folder}/ca.pem" tls.myCert="{self.folder}/web01.syt.pem"
  tls.myPrivKey="{self.folder}/web01.syt.key" tls.authMode="name" tls.permittedPeer=["localhost"]
  template="RSYSLOG_SyslogProtocol23Format" action.resumeRetryCount="-1"
  action.resumeInterval="1")''')
        sender.write(f'relptls {n:04}' for n in range(500))
        sender.start()
        rows = arrived(self.server, 'relptls', 500)
        self.assertEqual(len(rows), 500)
        self.assertEqual({(row['source_id'], row['transport']) for row in rows},
                         {(self.source, 'relp')})

    def test_openssl_s_client(self):
        """openssl s_client, line framing."""
        if not tool('openssl'):
            self.skipTest('no openssl')
        subprocess.run([tool('openssl'), 's_client', '-quiet', '-no_ign_eof', '-connect',
                        f'127.0.0.1:{TLS_PORT}', '-CAfile', f'{self.folder}/ca.pem',
                        '-verify_return_error', '-verify_hostname', 'localhost'],
                       input=b'<13>1 - h app - - - sclient eins\n<13>1 - h app - - - sclient zwei\n',
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, timeout=60)
        self.assertEqual({message(row) for row in arrived(self.server, 'sclient', 2)},
                         {'sclient eins', 'sclient zwei'})

    def test_who_a_certificate_names(self):
        """No certificate, or one that no source has: found by the address; else nobody's."""
        self.send(b'36 <13>1 - h app - - - whonone nobody x')
        self.send(b'<13>1 - h app - - - whoother\n', 'relay-9')
        self.send(b'<13>1 - h app - - - whomine\n', 'web01.syt')
        self.assertEqual(arrived(self.server, 'whomine', 1)[0]['source_id'], self.source)
        self.assertFalse(arrived(self.server, 'whoother', 1)[0]['source_id'])
        self.assertFalse(arrived(self.server, 'whonone', 1)[0]['source_id'])
        row = self.server.post('sources', {'agency_id': self.server.agency, 'name': 'relay',
                                           'client_certificate': 'relay-9'})
        def mine():
            self.send(b'<13>1 - h app - - - wholater\n', 'relay-9')
            return any(r['source_id'] == row['id'] for r in self.server.search_all('wholater'))
        wait_for('the new source to be known', 20, mine, 0.2)

    def test_strangers_are_refused_and_told_of(self):
        """A certificate of another authority, an old protocol, a sender that only connects."""
        other = temp_folder(self)
        for command in (('tls', 'init', '--data', other, '--host', 'localhost'),
                        ('tls', 'issue', '--data', other, '--name', 'web01.syt', '--out', other)):
            self.assertEqual(run(*command)[0], 0)
        forged = ssl.create_default_context(cafile=os.path.join(self.folder, 'ca.pem'))
        forged.load_cert_chain(os.path.join(other, 'web01.syt.pem'),
                               os.path.join(other, 'web01.syt.key'))
        failed = self.server.metrics()['syslog_tls_failed_total']
        with self.assertRaises(OSError):
            self.send(b'<13>1 - h app - - - tlsforged\n', context=forged)
        old = self.context()
        old.minimum_version = ssl.TLSVersion.TLSv1
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        old.set_ciphers('ALL:@SECLEVEL=0')
        with self.assertRaises(OSError):
            self.send(b'<13>1 - h app - - - tlsold\n', context=old)
        wait_for('failures counted', 20,
                 lambda: self.server.metrics()['syslog_tls_failed_total'] >= failed + 2)
        health = self.server.request('GET', '/readyz').body.decode()
        self.assertNotIn('tlsforged', str(self.server.search_all('tlsforged')))
        self.assertIn('sender_tls', health)

    def test_a_silent_peer_is_let_go(self):
        """Who connects and does not shake hands is closed after 15 seconds."""
        with socket.create_connection(('127.0.0.1', TLS_PORT), 10) as raw:
            raw.sendall(b'\x16\x03\x01')
            raw.settimeout(60)
            try:
                while raw.recv(100):  # an alert, then the end
                    pass
            except ConnectionResetError:
                pass

    def test_a_new_certificate_is_taken_while_running(self):
        """`lachan tls server` renews; a connection after that shows the new one."""
        def serial():
            with socket.create_connection(('127.0.0.1', TLS_PORT), 20) as raw:
                with self.context().wrap_socket(raw, server_hostname='localhost') as tls:
                    return tls.getpeercert()['serialNumber']
        before = serial()
        status, said = run('tls', 'server', '--data', self.server.data, '--host', 'localhost',
                           '--host', '127.0.0.1', '--days', '90')
        self.assertEqual(status, 0, said)
        wait_for('the new certificate', 20, lambda: serial() != before, 0.3)

    def test_commands_say_what_is_wrong(self):
        """A second authority, a name with a path, no authority, files that are there."""
        data = ('--data', self.server.data)
        for command, wanted in (
                (('tls', 'init', *data, '--host', 'x'), 'every sender would need'),
                (('tls', 'init', *data), '--host'),
                (('tls', 'issue', *data, '--name', '../x'), 'cannot be the name'),
                (('tls', 'issue', *data, '--name', 'relay-9', '--out', self.folder), 'already'),
                (('tls', 'issue', '--data', temp_folder(self), '--name', 'a'), 'lachan tls init')):
            status, said = run(*command)
            self.assertEqual(status, 2, said)
            self.assertIn(wanted, said)


class RequiredTest(unittest.TestCase):
    def test_required(self):
        """Where a certificate is required, none without one comes in; without the authority's files
        the start is refused with what to do."""
        server = Server(self, settings={'syslog.tls_address': f'127.0.0.1:{REQUIRED_PORT}',
                                        'senders.client_certificates': 'required',
                                        'intake.unknown_senders': 'false'})
        server.spawn()
        wait_for('the refusal', 60, lambda: server.process.poll() is not None)
        self.assertIn('lachan tls init', server.log())
        server.end(9)
        folder = temp_folder(self)
        self.assertEqual(run('tls', 'init', '--data', server.data, '--host', 'localhost')[0], 0)
        for name in ('known', 'unknown'):
            self.assertEqual(run('tls', 'issue', '--data', server.data, '--name', name, '--out',
                                 folder)[0], 0)
        server.start().set_up()
        source, _ = server.new_source('biết', client_certificate='KNOWN')
        helper = SyslogTlsTest('test_openssl_s_client')
        helper.folder = folder
        for name in (None, 'unknown'):
            try:
                helper.send(b'<13>1 - h app - - - reqwrong\n', name, REQUIRED_PORT)
            except OSError:
                pass

        def known():
            try:
                helper.send(b'<13>1 - h app - - - reqright\n', 'known', REQUIRED_PORT)
            except OSError:  # not known yet
                pass
            return server.search_all('reqright')
        rows = wait_for('the known one', 30, known, 0.3)
        self.assertEqual(rows[0]['source_id'], source)
        server.settle()
        self.assertEqual(server.search_all('reqwrong'), [])
        self.assertEqual(server.metrics()['records_rejected_total'], 0)


if __name__ == '__main__':
    unittest.main()
