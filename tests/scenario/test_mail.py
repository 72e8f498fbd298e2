# SPDX-License-Identifier: Apache-2.0
"""Mail against real servers on loopback: Exim with STARTTLS and a sign-in, and ones that misbehave."""

import email
import email.policy
import glob
import os
import pwd
import shutil
import subprocess
import sys
import time
import unittest

from harness import SLACK, Scenario, Server, free_port, run, arguments_of, temp_folder, wait_for

# Debian's package is beside Debian's Python, which may not be the one that runs.
sys.path.append('/usr/lib/python3/dist-packages')
try:
    from aiosmtpd.controller import Controller
except ImportError:
    Controller = None
sys.path.pop()
EXIM = shutil.which('exim4') or shutil.which('exim', path='/usr/sbin:/usr/bin')
EXIM = EXIM or ('/usr/sbin/exim4' if os.path.exists('/usr/sbin/exim4') else None)
TO = 'dieu-phoi@tinh.example'

EXIM_SETTINGS = """
primary_hostname = localhost
spool_directory = {folder}/spool
log_file_path = {folder}/log/%slog
pid_file_path = {folder}/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
host_lookup =
rfc1413_hosts =
queue_only = true
tls_advertise_hosts = *
tls_certificate = {folder}/server.pem
tls_privatekey = {folder}/server.key
acl_smtp_rcpt = check
acl_smtp_data = take
begin acl
check:
  require message = sign in first
    authenticated = *
    encrypted = *
  accept
take:
  accept
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_advertise_condition = ${{if def:tls_in_cipher}}
  server_condition = ${{if and{{{{eq{{$auth2}}{{lachan}}}}{{eq{{$auth3}}{{mat-khau}}}}}}}}
  server_set_id = $auth2
"""


def mail_settings(port, **changed):
    return {'mail.server': 'localhost', 'mail.port': port, 'mail.from': 'lachan@tinh.example',
            'mail.tls': 'none', 'console.url': 'https://lachan.example/console',
            'notices.quiet_hours': '', **changed}


class MailServer(Server):
    """lachan with a coordinator who has an address."""

    def set_up(self):
        super().set_up()
        first = 'mot-mat-khau-that-dai-2026'
        self.post('accounts', {'login': 'dieuphoi', 'name': 'Điều phối', 'email': TO,
                               'role': 'coordinator', 'password': first})
        self.session, _ = self.sign_in('dieuphoi', first)
        changed = self.request('POST', '/api/v1/me/password',
                               {'old_password': first, 'new_password': first + '-moi'}, self.session)
        assert changed.status == 204, changed
        return self

    def send_test(self):
        answer = self.request('POST', '/api/v1/notice-preference/test', {}, self.session)
        assert answer.status == 201, answer
        return answer.json()['id']

    def message(self, number):
        answer = self.request('GET', f'/api/v1/messages/{number}', None, self.session)
        assert answer.status == 200, answer
        return answer.json()

    def wait_state(self, number, *states):
        def there():
            message = self.message(number)
            return message if message['state'] in states else None
        return wait_for(f'message {number} in {states}', 40 * max(1, SLACK), there, 0.2)


@unittest.skipUnless(EXIM, 'Exim is not installed')
class EximTest(unittest.TestCase):
    def setUp(self):
        self.folder = temp_folder(self)
        os.chmod(self.folder, 0o755)
        for name in ('spool', 'log'):
            os.mkdir(os.path.join(self.folder, name))
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2',
                        '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost',
                        '-keyout', f'{self.folder}/server.key', '-out', f'{self.folder}/server.pem'],
                       check=True, capture_output=True)
        self.port = free_port()
        with open(f'{self.folder}/exim.conf', 'w') as file:
            file.write(EXIM_SETTINGS.format(folder=self.folder, port=self.port))
        with open(f'{self.folder}/password', 'w') as file:
            file.write('mat-khau\n')
        if os.geteuid() == 0:
            owner = pwd.getpwnam('Debian-exim')
            for name in ('spool', 'log', 'server.key', 'server.pem', '.'):
                os.chown(os.path.join(self.folder, name), owner.pw_uid, owner.pw_gid)
        self.exim = subprocess.Popen([EXIM, '-bdf', '-C', f'{self.folder}/exim.conf'],
                                     stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(self.end)

    def end(self):
        self.exim.terminate()
        self.exim.wait()

    def spooled(self):
        return glob.glob(f'{self.folder}/spool/input/**/*-D', recursive=True)

    def settings(self, **changed):
        return mail_settings(self.port, **{
            'mail.tls': 'starttls', 'mail.ca_file': f'{self.folder}/server.pem',
            'mail.user': 'lachan', 'mail.password_file': f'{self.folder}/password', **changed})

    def command(self, **changed):
        return run('notify', 'test', '--to', TO, *arguments_of(self.settings(**changed)))

    def test_a_mail_arrives_whole(self):
        """Over STARTTLS, signed in, with everything that a reader needs."""
        wait_for('exim', 10, lambda: self.command()[0] == 0, 0.3)
        server = MailServer(self, settings=self.settings()).start().set_up()
        number = server.send_test()
        message = server.wait_state(number, 'accepted', 'failed', 'uncertain')
        self.assertEqual(message['state'], 'accepted', message)
        self.assertIn('250 OK id=', message['reply'])
        bodies = []
        for path in self.spooled():
            with open(path, 'rb') as file:
                bodies.append(file.read().decode())
            with open(path[:-1] + 'H', 'rb') as file:
                head = file.read().decode()
            if message['mail_id'] in head:
                body = bodies[-1]
        text = email.message_from_string('Content-Transfer-Encoding: quoted-printable\n\n' +
                                         body.split('\n', 1)[1]).get_payload(decode=True).decode()
        self.assertIn('thư nhắc việc sẽ đến nơi', text)
        self.assertIn('https://lachan.example/console/notices?tab=preferences', text)

    def test_a_wrong_certificate_or_password_sends_nothing(self):
        wait_for('exim', 10, lambda: self.command()[0] == 0, 0.3)
        before = len(self.spooled())
        status, text = self.command(**{'mail.ca_file': '/etc/ssl/certs/ca-certificates.crt'})
        self.assertEqual(status, 1, text)
        self.assertIn('certificate', text)
        with open(f'{self.folder}/password', 'w') as file:
            file.write('sai\n')
        status, text = self.command()
        self.assertEqual(status, 1, text)
        self.assertIn('535', text)
        self.assertEqual(len(self.spooled()), before)


class Handler:
    """Answers from a list, then 250; counts what it took."""

    def __init__(self):
        self.rcpt, self.taken, self.pause, self.drop = [], [], 0, False

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.rcpt:
            return self.rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, server, session, envelope):
        import asyncio
        self.taken.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        if self.drop:
            server.transport.close()
            return '250 never heard'
        await asyncio.sleep(self.pause)
        return '250 taken'


@unittest.skipUnless(Controller, 'python3-aiosmtpd is not installed')
class MisbehaviourTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.handler = Handler()
        cls.port = free_port()
        controller = Controller(cls.handler, hostname='127.0.0.1', port=cls.port)
        controller.start()
        cls.addClassCleanup(controller.stop)

    def setUp(self):
        self.handler.__init__()
        self.server = MailServer(self, settings=mail_settings(
            self.port, **{'mail.server': '127.0.0.1'})).start().set_up()

    def test_greylisting_and_refusal(self):
        self.handler.rcpt = ['451 4.7.1 greylisted', '550 5.1.1 no such user']
        number = self.server.send_test()
        deferred = self.server.wait_state(number, 'deferred')
        self.assertIn('greylisted', deferred['reply'])
        self.assertIsNotNone(deferred['next_try_at'])
        self.resend(number)
        self.assertIn('no such user', self.server.wait_state(number, 'failed')['reply'])
        self.resend(number)
        self.server.wait_state(number, 'accepted')
        self.assertEqual(len(self.handler.taken), 1)
        mail = self.handler.taken[0]
        self.assertEqual(str(mail['Subject']), '[Lá Chắn] Thư thử của Lá Chắn')
        self.assertEqual(mail['Auto-Submitted'], 'auto-generated')
        self.assertEqual(mail['Message-ID'], f"<{deferred['mail_id']}>")
        self.assertIn('vì ông/bà yêu cầu', mail.get_content())

    def test_hanging_up_after_the_message_is_shown_and_not_repeated(self):
        self.handler.drop = True
        number = self.server.send_test()
        self.server.wait_state(number, 'uncertain')
        self.assertEqual(len(self.handler.taken), 1)

    def test_a_kill_while_the_answer_is_awaited_sends_no_second_mail(self):
        self.handler.pause = 3
        number = self.server.send_test()
        wait_for('the message', 40, lambda: self.handler.taken)
        self.server.kill()
        self.server.start()
        time.sleep(14)  # A turn of delivery: nothing may happen in it.
        self.assertEqual(len(self.handler.taken), 1)
        self.assertEqual(self.server.message(number)['state'], 'handing_over')

    def resend(self, number):
        answer = self.server.request('POST', f'/api/v1/messages/{number}/resend', {},
                                     self.server.session)
        self.assertEqual(answer.status, 200, answer)


if __name__ == '__main__':
    unittest.main()
