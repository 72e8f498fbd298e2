# SPDX-License-Identifier: Apache-2.0
"""Files over HTTP: template, import as a whole or not at all, receipts, exports, many rows."""

import csv
import io
import time
import unittest
import zipfile

from harness import Scenario, report

HEAD = 'Cơ quan chủ quản,Tên hệ thống,Cấp độ\n'


class TransferTest(Scenario):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agency = cls.server.post('agencies', {'code': 'SVHTT', 'name': 'Sở Văn hóa',
                                                  'valid_from': '2020-01-01'})['id']

    def ask(self, method, path, body=None):
        return self.server.request(method, path, body, self.server.admin, timeout=120)

    def send(self, text, **query):
        query = '&'.join(f'{name}={value}' for name, value in query.items())
        return self.ask('POST', f'/api/v1/systems/import?file_name=thu.csv&{query}', text.encode())

    def total(self, query=''):
        return self.ask('GET', f'/api/v1/systems?limit=1&{query}').json()['total']

    def test_a_file_with_a_wrong_line_changes_nothing(self):
        before = self.total()
        text = HEAD + 'SVHTT,Một,2\nSVHTT,Hai,9\nKhông có,Ba,1\n'
        answer = self.send(text, apply=1)
        self.assertEqual(answer.status, 200, answer)
        told = answer.json()
        self.assertEqual([(p['line'], p['field'], p['message']) for p in told['problems']],
                         [(3, 'level', 'too_large:5'), (4, 'agency_id', 'no_such_name')])
        self.assertFalse(told['applied'])
        self.assertEqual(self.total(), before)
        good = self.send(text, apply=1, mode='good_rows')
        self.assertEqual(good.status, 201, good)
        self.assertEqual(self.total(), before + 1)
        receipt = good.json()['receipt']
        file = self.ask('GET', f'/api/v1/import-receipts/{receipt}/receipt.xlsx')
        self.assertIn('xl/worksheets/sheet2.xml', zipfile.ZipFile(io.BytesIO(file.body)).namelist())
        kept = self.ask('GET', f'/api/v1/import-receipts/{receipt}').json()
        self.assertEqual((kept['rows_read'], kept['created'], kept['rejected']), (3, 1, 2))
        again = self.send(text, apply=1, mode='good_rows').json()
        self.assertEqual((again['created'], again['duplicate']), (0, 1))

    def test_a_template_comes_back_filled_and_an_export_counts_as_the_list(self):
        template = self.ask('GET', '/api/v1/systems/import-template.xlsx')
        self.assertEqual(template.status, 200)
        sheet = zipfile.ZipFile(io.BytesIO(template.body)).read('xl/worksheets/sheet1.xml').decode()
        self.assertIn('Tên hệ thống', sheet)
        self.assertIn('dataValidation', sheet)
        lines = ''.join(f'SVHTT,Hệ thống {n},{n % 5 + 1}\n' for n in range(120))
        self.assertEqual(self.send(HEAD + lines, apply=1).status, 201)
        for query in ('', 'level=3', 'q=he thong 1'.replace(' ', '%20')):
            listed = self.total(query)
            text = self.ask('GET', f'/api/v1/systems.csv?{query}').body.decode('utf-8-sig')
            rows = list(csv.reader(io.StringIO(text)))
            self.assertEqual(len(rows) - 1, listed, query)
            file = self.ask('GET', f'/api/v1/systems.xlsx?{query}').body
            book = zipfile.ZipFile(io.BytesIO(file))
            self.assertEqual(book.read('xl/worksheets/sheet1.xml').decode().count('<row'),
                             listed + 1, query)

    def test_rubbish_is_refused_with_a_reason(self):
        for body, word in ((b'', 'empty_file'), (b'PK\x03\x04 nothing', 'not_a_workbook'),
                           (b'a\xff\xfe', 'not_utf8')):
            answer = self.ask('POST', '/api/v1/systems/import', body)
            self.assertEqual(answer.status, 400, answer)
            self.assertIn(word, answer.body.decode())

    def test_many_rows_at_once_and_back(self):
        lines = ''.join(f'SVHTT,Loạt {n},1\n' for n in range(30))
        self.assertEqual(self.send(HEAD + lines, apply=1).status, 201)
        ask = '/api/v1/systems/bulk'
        words = 'q=lo%E1%BA%A1t'
        done = self.ask('POST', ask, {'action': 'archive', 'filter': words}).json()
        self.assertEqual((done['done'], done['failed']), (30, 0))
        self.assertEqual(self.total(words), 0)
        ids = [row['id'] for row in done['rows']]
        back = self.ask('POST', ask, {'action': 'restore', 'ids': ids}).json()
        self.assertEqual(back['done'], 30)
        raised = self.ask('POST', ask, {'action': 'set', 'ids': ids, 'field': 'level',
                                                   'value': 4}).json()
        self.assertEqual({row['before'] for row in raised['rows']}, {1})
        self.assertEqual(self.total('level=4&' + words), 30)

    def test_five_thousand_systems(self):
        lines = ''.join(f'SVHTT,Nhiều {n},{n % 3 + 1}\n' for n in range(5000))
        start = time.monotonic()
        answer = self.send(HEAD + lines, apply=1)
        took = time.monotonic() - start
        self.assertEqual(answer.json()['created'], 5000, answer)
        report(f'5,000 systems imported over HTTP in {took:.1f} s')


if __name__ == '__main__':
    unittest.main()
