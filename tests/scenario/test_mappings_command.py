# SPDX-License-Identifier: Apache-2.0
"""`lachan mappings check` and `lachan mappings try`, over the shipped mappings and files written here."""
import os
import subprocess
import unittest

from harness import PROGRAM, SOURCE, temp_folder

SSHD = ('<38>Nov 23 11:05:01 web01 sshd[812]: Failed password for root from 203.0.113.9 port 50122 '
        'ssh2')


class MappingsTest(unittest.TestCase):

    def setUp(self):
        self.folder = temp_folder(self)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        return path

    def lachan(self, *arguments):
        return subprocess.run([PROGRAM, 'mappings', *arguments], capture_output=True, text=True, check=False,
                              timeout=60)

    def test_the_shipped_ones_hold_their_samples(self):
        done = self.lachan('check', os.path.join(SOURCE, 'mappings'))
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertRegex(done.stdout, r'\d+ mappings in \d+ files, \d{3} samples in \d+ files, 0 differences')

    def test_an_error_has_file_and_line(self):
        self.write('own/a.yaml', 'id: a\nwhen: {shape: jsn}\n')
        done = self.lachan('check', os.path.join(self.folder, 'own'))
        self.assertEqual(done.returncode, 1)
        self.assertIn("a.yaml:2:15: error: unknown shape 'jsn'", done.stdout)
        self.assertEqual(self.lachan('check', '/no/such').returncode, 2)

    def test_a_sample_that_differs_is_named(self):
        self.write('own/a.yaml', 'id: a\nwhen: {shape: text}\nformat: mine\n')
        self.write('own/tests/a.yaml', '- line: one\n  expect: {format: mine}\n'
                   '- line: two\n  expect:\n    format: other\n')
        done = self.lachan('check', os.path.join(self.folder, 'own'))
        self.assertEqual(done.returncode, 1)
        self.assertIn("tests/a.yaml:5:13: error: the format is 'mine', not 'other'", done.stdout)

    def test_lines_are_tried(self):
        mappings = os.path.join(SOURCE, 'mappings')
        path = self.write('x.log', SSHD + '\nnothing known\n')
        done = self.lachan('try', '--mappings', mappings, path)
        self.assertEqual(done.returncode, 1, done.stderr)
        for part in ('mapping     sshd', 'field       src_ip = 203.0.113.9', 'host        web01',
                     'product=linux category=- service=sshd', '2 lines: 1 understood, 1 text, 0 malformed'):
            self.assertIn(part, done.stdout)
        unread = self.lachan('try', '--mappings', mappings, '--unread', path)
        self.assertNotIn('sshd[812]', unread.stdout)
        self.assertIn('line 2: nothing known', unread.stdout)

    def test_columns_come_from_the_header(self):
        path = self.write('iis.log', '#Fields: date time cs-method cs-uri-stem cs-uri-query c-ip sc-status\n'
                          '2026-11-23 04:05:01 GET /a id=1 203.0.113.9 200\n')
        done = self.lachan('try', '--mappings', os.path.join(SOURCE, 'mappings'), path)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn('field       cs-uri = /a?id=1', done.stdout)
        self.assertIn('time        2026-11-23T04:05:01Z', done.stdout)


if __name__ == '__main__':
    unittest.main()
