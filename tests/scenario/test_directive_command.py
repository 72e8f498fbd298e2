# SPDX-License-Identifier: Apache-2.0
"""`lachan directive`: a folder checked and shown, two editions compared, the state of a data folder."""

import json
import os
import shutil
import subprocess
import unittest

from harness import PROGRAM, SOURCE, temp_folder

SHIPPED = os.path.join(SOURCE, 'directives', 'vn-thanh-hoa-2022')


def lachan(*arguments):
    done = subprocess.run([PROGRAM, 'directive', *arguments], cwd=SOURCE, capture_output=True,
                          text=True, timeout=120, check=False)
    return done.returncode, done.stdout, done.stderr


class DirectiveCommand(unittest.TestCase):
    def edition(self, name='obligations.yaml', before=None, after=None):
        folder = os.path.join(temp_folder(self), 'edition')
        shutil.copytree(SHIPPED, folder)
        if before is not None:
            path = os.path.join(folder, name)
            with open(path, encoding='utf-8') as file:
                text = file.read()
            self.assertIn(before, text)
            with open(path, 'w', encoding='utf-8') as file:
                file.write(text.replace(before, after, 1))
        return folder

    def test_the_shipped_folder_is_sound(self):
        status, out, _ = lachan('check', SHIPPED)
        self.assertEqual(status, 0, out)
        self.assertIn('33 obligations', out)

    def test_a_fault_has_its_place_and_a_hint(self):
        folder = self.edition(before='evidence: [assurance.hunt]', after='evidence: [assurance.hunts]')
        status, out, _ = lachan('check', folder)
        self.assertEqual(status, 1)
        self.assertRegex(out, r"obligations\.yaml:\d+:\d+: error: .*assurance\.hunts")
        self.assertIn("did you mean 'assurance.hunt'?", out)

    def test_json_has_every_fault(self):
        folder = self.edition(before='weight: 2', after='weight: 0')
        status, out, _ = lachan('check', folder, '--json')
        self.assertEqual(status, 1)
        report = json.loads(out)
        self.assertFalse(report['ok'])
        self.assertTrue(all(f['line'] > 0 and f['column'] > 0 for f in report['findings']), out)

    def test_a_stray_file_and_a_missing_one(self):
        folder = self.edition()
        os.remove(os.path.join(folder, 'calendar.yaml'))
        with open(os.path.join(folder, 'notes.yaml'), 'w', encoding='utf-8') as file:
            file.write('a: 1\n')
        status, out, _ = lachan('check', folder)
        self.assertEqual(status, 1)
        self.assertIn('directive.file.missing', out)
        self.assertIn('directive.file.unknown', out)

    def test_no_folder_is_not_done(self):
        status, _, err = lachan('check', '/no/such/folder')
        self.assertEqual(status, 2)
        self.assertIn('/no/such/folder', err)

    def test_show_one_clause(self):
        status, out, _ = lachan('show', SHIPPED, '--clause', '1.c', '--english')
        self.assertEqual(status, 0)
        self.assertIn('OB-05.scan', out)
        self.assertIn('holds for 6 months', out)
        self.assertNotIn('OB-33', out)
        self.assertEqual(lachan('show', SHIPPED, '--clause', '9.z')[0], 2)

    def test_diff_says_what_changed_and_whom_it_binds(self):
        folder = self.edition(before='trigger: order.sent, link: order, within: {hours: 24}',
                              after='trigger: order.sent, link: order, within: {hours: 12}')
        status, out, _ = lachan('diff', SHIPPED, folder, '--english', '--json')
        self.assertEqual(status, 1)
        rows = json.loads(out)['differences']
        self.assertEqual([(r['id'], r['field'], r['kinds']) for r in rows],
                         [('OB-31.acknowledge', 'due', ['enterprise'])])
        self.assertIn('24 hours', rows[0]['before'])
        self.assertEqual(lachan('diff', SHIPPED, SHIPPED)[0], 0)

    def test_status_needs_a_state(self):
        status, _, err = lachan('status', '--data', temp_folder(self))
        self.assertEqual(status, 2)
        self.assertIn('--data', err)


if __name__ == '__main__':
    unittest.main()
