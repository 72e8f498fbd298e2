# SPDX-License-Identifier: Apache-2.0
"""Protocols of senders that Debian does not have, by requests as they make them: Filebeat,
Winlogbeat, Logstash, Fluent Bit, Vector, the OpenTelemetry Collector, NXLog."""

import gzip
import json
import random
import threading
import time
import unittest
import zlib

from harness import SLACK, Scenario, Worker, report
from http_requests import (CHANNEL, api_key, basic, bulk_of, log_record, message, otlp, varint)


class ProtocolsTest(Scenario):
    settings = {'intake.max_body_mib': '1', 'intake.max_unpacked_mib': '64'}

    def send(self, path, body, authorization, headers=None, method='POST'):
        return self.server.request(method, path, body,
                                   {'Authorization': authorization, **(headers or {})})

    def balanced(self, source, **expected):
        self.server.settle()
        row = self.server.counters(source)
        self.assertEqual(row['received'], row['stored'] + row['rejected'] + row['duplicates'], row)
        for name, value in expected.items():
            self.assertEqual(row[name], value, row)
        return row

    # Elasticsearch

    def test_filebeat_8(self):
        """What Filebeat 8 asks before it sends, and how it sends: gzip, filter_path, ApiKey."""
        source, token = self.server.new_source('filebeat')
        agent = {'User-Agent': 'Elastic-Filebeat/8.15.3 (linux; amd64; 1a; 2024-10-09)',
                 'Accept': 'application/json'}
        for prefix in ('', '/es'):
            def ask(method, path):
                answer = self.send(prefix + path, None, api_key(token), agent, method)
                self.assertEqual(answer.headers['X-Elastic-Product'], 'Elasticsearch', path)
                return answer
            hello = ask('GET', '/').json()
            self.assertEqual(hello['version']['number'], '8.15.3')
            self.assertEqual(hello['tagline'], 'You Know, for Search')
            self.assertEqual(ask('GET', '/_license').json()['license']['status'], 'active')
            self.assertEqual(ask('GET', '/_ilm/policy/filebeat').status, 200)
            self.assertEqual(ask('HEAD', '/_index_template/filebeat-8.15.3').status, 200)
            self.assertEqual(ask('HEAD', '/_data_stream/filebeat-8.15.3').status, 200)
            self.assertEqual(ask('GET', '/_ingest/pipeline/filebeat-8.15.3-system').status, 200)
            documents = [{'@timestamp': '2026-11-23T04:05:01.250Z', 'agent': {'type': 'filebeat'},
                          'host': {'name': f'may-fb-{n}'}, 'message': f'filebeatword {n}'}
                         for n in range(50)]
            answer = self.send(
                prefix + '/_bulk?filter_path=errors%2Citems.%2A.error%2Citems.%2A.status',
                gzip.compress(bulk_of(documents)), api_key(token),
                {**agent, 'Content-Type': 'application/json; charset=UTF-8',
                 'Content-Encoding': 'gzip'})
            self.assertEqual(answer.status, 200, answer)
            self.assertEqual(answer.json(), {'errors': False,
                                             'items': [{'create': {'status': 201}}] * 50})
        rows = self.found('filebeatword', 100)
        self.assertEqual({row['host'] for row in rows}, {f'may-fb-{n}' for n in range(50)})
        self.balanced(source, received=100, stored=100)

    def test_winlogbeat_7(self):
        """Winlogbeat 7: _xpack, aliases, templates by _cat; Windows' fields are named as rules do."""
        source, token = self.server.new_source('winlogbeat')
        agent = {'User-Agent': 'Elastic-Winlogbeat/7.17.9 (windows; amd64)'}
        self.assertEqual(self.send('/', None, basic(token), agent, 'GET').json()['version']['number'],
                         '7.17.9')
        features = self.send('/_xpack', None, basic(token), agent, 'GET').json()['features']
        self.assertEqual(features['ilm'], {'available': True, 'enabled': True})
        self.assertEqual(self.send('/_alias/winlogbeat-7.17.9', None, basic(token), agent,
                                   'HEAD').status, 200)
        self.assertIn(b'winlogbeat-7.17.9', self.send('/_cat/templates/winlogbeat-7.17.9', None,
                                                      basic(token), agent, 'GET').body)
        self.assertTrue(self.send('/_template/winlogbeat-7.17.9', {'index_patterns': []},
                                  basic(token), agent, 'PUT').json()['acknowledged'])
        document = {'@timestamp': '2026-11-23T04:05:01.250Z',
                    'winlog': {'channel': 'Security', 'event_id': 4625, 'computer_name': 'PC01',
                               'provider_name': 'Microsoft-Windows-Security-Auditing',
                               'event_data': {'TargetUserName': 'winlogword', 'LogonType': '3'}}}
        answer = self.send('/_bulk', bulk_of([document], 'index'), basic(token), agent)
        self.assertEqual(answer.json()['items'][0]['index']['status'], 201)
        row = self.found('winlogword', 1)[0]
        self.assertEqual((row['format'], row['host']), ('windows-json', 'PC01'))
        self.balanced(source, received=1)

    def test_logstash(self):
        """Logstash's output: HEAD /, nodes for sniffing, its template; ids by document_id."""
        source, token = self.server.new_source('logstash')
        agent = {'User-Agent': 'logstash/8.15.0 (OS=Linux-6.1-amd64) logstash-output-elasticsearch/11.22.9'}
        self.assertEqual(self.send('/', None, basic(token), agent, 'HEAD').status, 200)
        self.assertEqual(self.send('/_nodes/http', None, basic(token), agent, 'GET').json()['nodes'], {})
        self.assertEqual(self.send('/_index_template/ecs-logstash', None, basic(token), agent,
                                   'HEAD').status, 200)
        body = bulk_of([{'message': f'logstashword {n}'} for n in range(20)], 'index',
                       [f'id-{n}' for n in range(20)])
        answers = [self.send('/_bulk', body, basic(token), agent).json() for _ in range(5)]
        for answer in answers:
            self.assertFalse(answer['errors'])
            self.assertEqual([item['index']['_id'] for item in answer['items']],
                             [f'id-{n}' for n in range(20)])
            answer.pop('took')
        self.assertEqual(answers, [answers[0]] * 5, 'the same reply')
        self.found('logstashword', 20)
        self.balanced(source, received=100, stored=20, duplicates=80)

    def test_bulk_items(self):
        """Each item has its fate: taken, refused for its action, for its length."""
        source, token = self.server.new_source('bulk')
        body = b'\n'.join([
            b'{"index":{"_index":"a\\u0062","_id":"x\\"y"}}', b'{"message":"itemsword 0"}',
            b'{"delete":{"_index":"a","_id":"1"}}',
            b'{"update":{"_index":"a","_id":"1"}}', b'{"doc":{}}',
            b'{"create":{}}', b'   ',
            b'{ "create" : { "_id" : 7, "require_alias": true } }\r', b'{"message":"itemsword 1"}\r',
            b'{"create":{}}', b'{"big":"' + b'x' * ((1 << 20)) + b'"}'])
        self.assertGreater(len(body), 1 << 20)
        answer = self.send('/thu/_bulk', gzip.compress(body), basic(token),
                           {'Content-Encoding': 'gzip'})
        self.assertEqual(answer.status, 200, answer)
        answer = answer.json()
        self.assertTrue(answer['errors'])
        items = [next(iter(item.items())) for item in answer['items']]
        self.assertEqual([name for name, _ in items],
                         ['index', 'delete', 'update', 'create', 'create', 'create'])
        self.assertEqual([item['status'] for _, item in items], [201, 400, 400, 400, 201, 400])
        self.assertEqual([item['_index'] for _, item in items],
                         ['ab', 'a', 'a', 'thu', 'thu', 'thu'])
        self.assertEqual((items[0][1]['_id'], items[4][1]['_id']), ('x"y', '7'))
        for n in (1, 2, 3, 5):
            self.assertTrue(items[n][1]['error']['reason'])
        self.found('itemsword', 2)
        self.balanced(source, received=6, stored=2, rejected=4)

    def test_bulk_that_is_none(self):
        """A line that is no action refuses the request, as Elasticsearch does, and names it."""
        source, token = self.server.new_source('bulk hỏng')
        for body, line in ((b'{"index":{}}\n{"a":1}\n{"wrong":{}}\n{}\n', '[3]'),
                           (b'text\n', '[1]'), (b'{"index":{}}\n', '[1]'), (b'', 'required'),
                           (b'{"index":[]}\n{}\n', '[1]'), (b'{"index":{}}{}\n{}\n', '[1]')):
            answer = self.send('/_bulk', body, basic(token))
            self.assertEqual(answer.status, 400, body)
            self.assertIn(line, answer.json()['error']['reason'], body)
        self.balanced(source, stored=0, rejected=6)

    def test_one_document_a_request(self):
        source, token = self.server.new_source('một bản ghi')
        answer = self.send('/es/nhat-ky/_doc', {'message': 'onedocword 1'}, basic(token))
        self.assertEqual((answer.status, answer.json()['result']), (201, 'created'))
        for _ in range(3):
            answer = self.send('/nhat-ky/_doc/so-2', {'message': 'onedocword 2'}, basic(token),
                               method='PUT')
            self.assertEqual((answer.status, answer.json()['_id']), (201, 'so-2'))
        self.found('onedocword', 2)
        self.balanced(source, received=4, duplicates=2)

    # Splunk

    def test_hec_events(self):
        """Objects one after the other; event as object, text, number; fields; time of both kinds."""
        source, token = self.server.new_source('hec')
        body = b''.join([
            b'{"time":1795406701.25,"host":"may-hec","source":"app","sourcetype":"_json",'
            b'"event":{"word":"hecword","user":"an","n":1},"fields":{"region":"bac","ids":[1,2]}}',
            b'{"time":"1795406702","event":"hecword text \\"quoted\\"","host":"may-hec"}\n\n',
            b'{"event":"<34>1 2026-11-23T04:05:01Z may-syslog app 1 - - hecword"}',
            b'{"event":{"word":"hecword"}} {"event":["hecword"]}'])
        answer = self.send('/services/collector/event', body, f'Splunk {token}')
        self.assertEqual((answer.status, answer.json()), (200, {'text': 'Success', 'code': 0}))
        rows = self.found('hecword', 5)
        raws = sorted(row['raw'] for row in rows)
        first = next(row for row in rows if '"region"' in row['raw'])
        self.assertEqual(json.loads(first['raw']), {
            '@timestamp': 1795406701.25, 'host': 'may-hec', 'source': 'app', 'sourcetype': '_json',
            'region': 'bac', 'ids': [1, 2], 'word': 'hecword', 'user': 'an', 'n': 1})
        self.assertEqual(first['host'], 'may-hec')
        self.assertTrue(any(row['host'] == 'may-syslog' for row in rows), raws)
        self.balanced(source, received=5)

    def test_hec_codes(self):
        """Errors have Splunk's codes; events before a broken one are taken."""
        source, token = self.server.new_source('hec lỗi')
        good = b'{"event":"codesword"}'
        for body, status, code, number in (
                (b'', 400, 5, 0), (b'text', 400, 6, 0), (good + b'{"event":', 400, 6, 1),
                (good + good + b'{"host":"a"}', 400, 12, 2), (b'{"event":"  "}', 400, 13, 0),
                (b'{"event":null}', 400, 13, 0), (b'{"event":"a","fields":{"a":{"b":1}}}', 400, 15, 0)):
            answer = self.send('/services/collector', body, f'Splunk {token}')
            said = answer.json()
            self.assertEqual((answer.status, said['code'], said['invalid-event-number']),
                             (status, code, number), body)
        for authorization, status, code in (('', 401, 2), ('Nonsense', 401, 3),
                                            ('Splunk wrong', 403, 4), (basic('wrong'), 403, 4)):
            headers = {'Authorization': authorization} if authorization else {}
            answer = self.server.request('POST', '/services/collector/event', good, headers)
            self.assertEqual((answer.status, answer.json()['code']), (status, code), authorization)
        self.assertEqual(self.send('/services/collector/event', good, basic(token)).status, 200)
        self.assertEqual(self.server.request('GET', '/services/collector/health').json()['code'], 17)
        self.found('codesword', 4)
        self.balanced(source, stored=4, rejected=7)

    def test_hec_acknowledgement(self):
        """An acknowledgement is true, for its channel and token only, and stays so over a kill."""
        _, token = self.server.new_source('hec ack')
        _, other = self.server.new_source('hec ack khác')
        channel = {'X-Splunk-Request-Channel': CHANNEL}
        numbers = []
        for path, body in (('/services/collector/event', b'{"event":"ackword"}'),
                           ('/services/collector/raw', b'ackword\n')):
            said = self.send(path, body, f'Splunk {token}', channel).json()
            numbers.append(said['ackId'])
        self.assertEqual(len(set(numbers)), 2)

        def ask(whose, channel=CHANNEL):
            return self.send(f'/services/collector/ack?channel={channel}',
                             {'acks': numbers + [numbers[0] + 1, 0]}, f'Splunk {whose}').json()['acks']
        expected = {str(numbers[0]): True, str(numbers[1]): True, str(numbers[0] + 1): False,
                    '0': False}
        self.assertEqual(ask(token), expected)
        self.assertEqual(set(ask(other).values()), {False})
        self.assertEqual(set(ask(token, CHANNEL.replace('F', 'A')).values()), {False})
        self.server.kill()
        self.server.start()
        self.assertEqual(ask(token), expected)
        self.found('ackword', 2)
        for bad in ('', 'not-a-guid'):
            answer = self.send(f'/services/collector/ack?channel={bad}', {'acks': [1]},
                               f'Splunk {token}')
            self.assertEqual((answer.status, answer.json()['code']), (400, 11 if bad else 10))

    def test_hec_raw(self):
        source, token = self.server.new_source('hec raw')
        answer = self.send('/services/collector/raw?host=may-raw&sourcetype=x', 'rawword 1\nrawword 2\n',
                           f'Splunk {token}')
        self.assertEqual(answer.json()['code'], 0)
        self.assertEqual({row['host'] for row in self.found('rawword', 2)}, {'may-raw'})
        self.balanced(source, received=2)

    # OpenTelemetry

    def test_otlp(self):
        """Protobuf and JSON of the same records give the same events."""
        source, token = self.server.new_source('otlp')
        resource = {'host.name': 'may-otel', 'service.name': 'cong-dich-vu'}
        attrs = {'user.name': 'an', 'n': -5, 'big': 2.5, 'ok': True, 'list': ['a', 1], 'map': {'k': 'v'}}
        body = otlp([log_record('otlpword đây', attrs=attrs)], resource)
        answer = self.send('/v1/logs', gzip.compress(body), f'Bearer {token}',
                           {'Content-Type': 'application/x-protobuf', 'Content-Encoding': 'gzip'})
        self.assertEqual((answer.status, answer.body, answer.headers['Content-Type']),
                         (200, b'', 'application/x-protobuf'))

        def kv(value):
            if isinstance(value, bool):
                return {'boolValue': value}
            if isinstance(value, int):
                return {'intValue': str(value)}
            if isinstance(value, float):
                return {'doubleValue': value}
            if isinstance(value, list):
                return {'arrayValue': {'values': [kv(one) for one in value]}}
            if isinstance(value, dict):
                return {'kvlistValue': {'values': pairs(value)}}
            return {'stringValue': value}

        def pairs(values):
            return [{'key': key, 'value': kv(value)} for key, value in values.items()]
        record = {'timeUnixNano': '1795406701250000000', 'severityNumber': 9, 'severityText': 'INFO',
                  'body': kv('otlpword đây'), 'attributes': pairs(attrs),
                  'traceId': '5b8efff798038103d269b633813fc60c', 'spanId': 'eee19b7ec3c1b174'}
        answer = self.send('/v1/logs', {'resourceLogs': [{
            'resource': {'attributes': pairs(resource)},
            'scopeLogs': [{'scope': {'name': 'scope', 'version': '1.2'}, 'logRecords': [record]}]}]},
            f'Bearer {token}')
        self.assertEqual((answer.status, answer.json()), (200, {}))
        rows = self.found('otlpword', 2)
        self.assertEqual(rows[0]['raw'], rows[1]['raw'])
        self.assertEqual(json.loads(rows[0]['raw']), {
            '@timestamp': '2026-11-23T04:05:01.250000000Z', 'log.level': 'INFO', 'severity_number': 9,
            'trace.id': '5b8efff798038103d269b633813fc60c', 'span.id': 'eee19b7ec3c1b174',
            'message': 'otlpword đây', **attrs, 'scope.name': 'scope', 'scope.version': '1.2',
            **resource})
        self.assertEqual({row['host'] for row in rows}, {'may-otel'})
        self.balanced(source, received=2)

    def test_otlp_refusals(self):
        """Errors are google.rpc.Status in the encoding of the request; partial success is told."""
        source, token = self.server.new_source('otlp lỗi')
        protobuf = {'Content-Type': 'application/x-protobuf'}
        answer = self.send('/v1/logs', b'\xff\xff\xff', f'Bearer {token}', protobuf)
        self.assertEqual((answer.status, answer.headers['Content-Type'], answer.body[:2]),
                         (400, 'application/x-protobuf', b'\x08\x03'))
        answer = self.send('/v1/logs', b'{"resourceLogs":', f'Bearer {token}',
                           {'Content-Type': 'application/json'})
        self.assertEqual((answer.status, answer.json()['code']), (400, 3))
        answer = self.send('/v1/logs', {'resourceLogs': [{'scopeLogs': [
            {'logRecords': [{'body': {'stringValue': 'shapeword'}}]}, {'logRecords': 'x'}]}]},
            f'Bearer {token}', {'Content-Type': 'application/json'})
        self.assertEqual(answer.status, 400)
        self.assertIn('resourceLogs[0].scopeLogs[1].logRecords', answer.json()['message'])
        answer = self.send('/v1/logs', b'', 'Bearer no', protobuf)
        self.assertEqual((answer.status, answer.body[:2]), (401, b'\x08\x10'))
        self.assertEqual(self.send('/v1/logs', b'', f'Bearer {token}', {'Content-Type': 'text/plain'})
                         .status, 415)
        long = otlp([log_record('x' * (1 << 20)), log_record('partialword')], {})
        answer = self.send('/v1/logs', gzip.compress(long), f'Bearer {token}',
                           {**protobuf, 'Content-Encoding': 'gzip'})
        self.assertEqual(answer.status, 200)
        self.assertIn(message(1, varint(1 << 3) + varint(1))[2:], answer.body)
        self.found('partialword', 1)
        self.balanced(source, stored=1, rejected=5)

    def test_otlp_windows(self):
        """Windows events of the Collector are read as Windows events."""
        source, token = self.server.new_source('otel windows')
        body = {'channel': 'Security', 'computer': 'PC07',
                'event_id': {'id': 4625, 'qualifiers': 0}, 'level': 'Information',
                'provider': {'name': 'Microsoft-Windows-Security-Auditing', 'guid': '{5}'},
                'record_id': 7, 'system_time': '2026-11-23T04:05:01.25Z',
                'event_data': {'TargetUserName': 'otelwinword', 'LogonType': '3'}}
        self.assertEqual(self.send('/v1/logs', otlp([log_record(body)], {}), f'Bearer {token}',
                                   {'Content-Type': 'application/x-protobuf'}).status, 200)
        row = self.found('otelwinword', 1)[0]
        self.assertEqual((row['format'], row['host']), ('windows-json', 'PC07'))
        event = self.server.get('events/' + row['id'])
        fields = {field['name']: field['value'] for field in event['fields']}
        self.assertEqual((fields['EventID'], fields['TargetUserName'], fields['Channel']),
                         ('4625', 'otelwinword', 'Security'))
        self.balanced(source, received=1)

    # Our own, and what all have in common

    def test_json_bodies(self):
        """A JSON array (Vector, Fluent Bit), objects over several lines, one after the other."""
        source, token = self.server.new_source('json')
        documents = [{'word': 'arrayword', 'n': n, 'text': '}{ "], [{' } for n in range(4)]
        for text in (json.dumps(documents), json.dumps(documents, indent=1),
                     ''.join(json.dumps(one, indent=2) for one in documents),
                     ' '.join(json.dumps(one) for one in documents),
                     '\r\n\r\n'.join(json.dumps(one) for one in documents)):
            answer = self.send('/ingest/v1/events', text.encode(), f'Bearer {token}',
                               {'Content-Type': 'application/json'})
            self.assertEqual((answer.status, answer.json()['accepted'], answer.json()['malformed']),
                             (200, 4, 0), text)
        self.found('arrayword', 20)
        answer = self.send('/ingest/v1/events', b'[{"word":"arrayrest"},{"word":"arrayrest', f'Bearer {token}',
                           {'Content-Type': 'application/json'})
        self.assertEqual((answer.json()['accepted'], answer.json()['malformed']), (2, 1))
        self.found('arrayrest', 2)
        self.balanced(source, received=22)

    def test_a_key_stands_for_one_body(self):
        """The same body under its key is answered as the first time and not stored again; another
        body under that key is another batch: nothing is acknowledged that is not stored."""
        source, token = self.server.new_source('khóa')

        def give(body, **headers):
            answer = self.send('/ingest/v1/events', body, f'Bearer {token}',
                               {'Idempotency-Key': 'reused', **headers})
            self.assertEqual(answer.status, 200, answer)
            return answer.json()
        first = give(b'keyword one\n{"keyword":\n')
        self.assertEqual((first['accepted'], first['malformed'], first['duplicate']), (2, 1, False))
        self.assertEqual(give(b'keyword one\n{"keyword":\n'), {**first, 'duplicate': True})
        packed = gzip.compress(b'keyword one\n{"keyword":\n')
        self.assertTrue(give(packed, **{'Content-Encoding': 'gzip'})['duplicate'])
        other = give(b'keyword other\n')
        self.assertEqual((other['accepted'], other['duplicate']), (1, False))
        self.found('keyword', 3)
        self.balanced(source, received=7, stored=3, duplicates=4)

    def test_packings(self):
        """gzip, deflate with and without its frame; damaged, unknown and too large ones are told."""
        source, token = self.server.new_source('nén')
        lines = b'{"word":"packword"}\n' * 10
        bare = zlib.compressobj(6, zlib.DEFLATED, -15)
        for name, data in (('gzip', gzip.compress(lines)), ('x-gzip', gzip.compress(lines)),
                           ('GZIP', gzip.compress(lines[:100]) + gzip.compress(lines[100:])),
                           ('deflate', zlib.compress(lines)),
                           ('deflate', bare.compress(lines) + bare.flush()), ('identity', lines)):
            answer = self.send('/ingest/v1/events', data, f'Bearer {token}', {'Content-Encoding': name})
            self.assertEqual((answer.status, answer.json()['accepted']), (200, 10), name)
        for name, data, status in (('gzip', lines, 400), ('gzip', gzip.compress(lines)[:-5], 400),
                                   ('zstd', gzip.compress(lines), 400), ('br', lines, 415),
                                   ('gzip, gzip', lines, 415)):
            for path, kind in (('/ingest/v1/events', 'detail'), ('/_bulk', 'error'),
                               ('/services/collector', 'detail'), ('/v1/logs', 'message')):
                answer = self.send(path, data, f'Bearer {token}',
                                   {'Content-Encoding': name, 'Content-Type': 'application/json'})
                self.assertEqual(answer.status, status, (name, path))
                self.assertTrue(answer.json()[kind], (name, path))
        self.found('packword', 60)
        self.balanced(source, stored=60)

    def test_bombs(self):
        """A body that unpacks to too much is refused within a second, and little is held."""
        _, token = self.server.new_source('bom')
        before = self.server.resident_bytes()
        bombs = {'ratio': gzip.compress(b'\0' * (63 << 20)),
                 'size': gzip.compress(random.Random(1).randbytes(1 << 14) * (4 << 10), 6)}
        for name, bomb in bombs.items():
            self.assertLess(len(bomb), 1 << 20)
            for path in ('/ingest/v1/events', '/_bulk', '/services/collector/event', '/v1/logs'):
                begun = time.monotonic()
                answer = self.send(path, bomb, f'Bearer {token}', {'Content-Encoding': 'gzip'})
                taken = time.monotonic() - begun
                self.assertEqual(answer.status, 413, (name, path, answer))
                self.assertLess(taken, 1 * max(2, SLACK))
        report(f'bombs: refused; memory grew by {(self.server.resident_bytes() - before) >> 20} MiB')
        deep = b'[' * 100_000
        for path in ('/ingest/v1/events', '/_bulk', '/services/collector/event', '/v1/logs'):
            begun = time.monotonic()
            answer = self.send(path, deep, f'Bearer {token}', {'Content-Type': 'application/json'})
            self.assertIn(answer.status, (200, 400))
            self.assertLess(time.monotonic() - begun, 1 * max(2, SLACK))
        # Attributes of one resource, written into each of many records.
        wide = otlp([log_record('x')] * 20_000, {'a': 'y' * 100_000})
        begun = time.monotonic()
        answer = self.send('/v1/logs', gzip.compress(wide), f'Bearer {token}',
                           {'Content-Encoding': 'gzip', 'Content-Type': 'application/x-protobuf'})
        self.assertEqual(answer.status, 413, answer)
        self.assertLess(time.monotonic() - begun, 1 * max(3, SLACK))

    def test_strangers(self):
        """Without a token nothing is read: the answer comes before the body, in each dialect."""
        for path in ('/ingest/v1/events', '/_bulk', '/es/x/_bulk', '/services/collector/event',
                     '/services/collector/raw', '/v1/logs'):
            for authorization in (b'', b'Authorization: Basic !!!\r\n', b'Authorization: Bearer x\r\n',
                                  b'Authorization: ApiKey Zm9v\r\n'):
                answer = self.server.raw(b'POST ' + path.encode() + b' HTTP/1.1\r\nHost: x\r\n' +
                                         authorization + b'Content-Length: 1000000\r\n\r\n')
                status = int(answer.split(b' ')[1])
                self.assertIn(status, (401, 403), answer[:200])
                self.assertNotIn(b'100 Continue', answer)
        for path in ('/_license', '/es/', '/es', '/_ilm/policy/x', '/es/filebeat'):
            self.assertEqual(self.server.request('GET', path).status, 401, path)
        self.assertEqual(self.server.request('GET', '/').status, 200, 'the public site')
        self.assertEqual(self.server.request('GET', '/', headers={'Authorization': 'Bearer x'}).status,
                         401)

    def test_too_large_as_sent(self):
        """A body beyond the limit: 413 in the words of each protocol, not read to its end."""
        _, token = self.server.new_source('quá lớn')
        for path in ('/ingest/v1/events', '/_bulk', '/services/collector/event', '/v1/logs'):
            head = (b'POST ' + path.encode() + b' HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ' +
                    token.encode() + b'\r\nContent-Type: application/json\r\n')
            answer = self.server.raw(head + b'Content-Length: 2000000\r\n\r\n')
            self.assertEqual(int(answer.split(b' ')[1]), 413, answer[:200])
            json.loads(answer.split(b'\r\n\r\n', 1)[1])
            chunk = b'10000\r\n' + b'x' * 65536 + b'\r\n'
            answer = self.server.raw(head + b'Transfer-Encoding: chunked\r\n\r\n' + chunk * 17)
            self.assertEqual(int(answer.split(b' ')[1]), 413, answer[:200])

    def test_pipelined(self):
        """Requests sent at once over one connection are answered in order."""
        _, token = self.server.new_source('nối tiếp')
        requests = b''
        for n in range(20):
            body = b'{"create":{}}\n{"message":"pipeword %d"}\n' % n
            requests += (b'POST /_bulk HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ' + token.encode() +
                         b'\r\nContent-Length: %d\r\n%s\r\n' %
                         (len(body), b'Connection: close\r\n' if n == 19 else b'') + body)
        answer = self.server.raw(requests)
        self.assertEqual(answer.count(b'HTTP/1.1 200'), 20)
        self.found('pipeword', 20)

    def test_repeated_reordered_concurrent(self):
        """64 clients deliver each batch one to five times, in any order: one effect, one reply."""
        source, token = self.server.new_source('lặp lại')
        batches = []
        for n in range(64):
            documents = [{'message': f'reloword {n} {i}'} for i in range(5)]
            if n % 4 == 0:
                batches.append(('/_bulk', bulk_of(documents, 'create', [f'{n}-{i}' for i in range(5)]), {}))
            elif n % 4 == 1:
                batches.append(('/_bulk', bulk_of(documents), {'Idempotency-Key': f'k{n}'}))
            elif n % 4 == 2:
                batches.append(('/services/collector', b''.join(
                    json.dumps({'event': one}).encode() for one in documents), {'Idempotency-Key': f'k{n}'}))
            else:
                batches.append(('/v1/logs', otlp([log_record(one['message']) for one in documents], {}),
                                {'Idempotency-Key': f'k{n}', 'Content-Type': 'application/x-protobuf'}))
        work = [n for n in range(64) for _ in range(random.Random(n).randint(1, 5))]
        random.Random(5).shuffle(work)
        replies, lock = {}, threading.Lock()

        def deliver():
            while True:
                with lock:
                    if not work:
                        return
                    n = work.pop()
                path, body, headers = batches[n]
                while True:
                    answer = self.send(path, body, f'Bearer {token}', headers)
                    if answer.status == 200:
                        break
                    self.assertEqual(answer.status, 503, answer)
                    time.sleep(0.02)
                said = answer.body
                if path == '/_bulk':
                    said = answer.json()
                    said.pop('took')
                    said = json.dumps(said).encode()
                with lock:
                    replies.setdefault(n, set()).add(said)

        count = len(work)
        workers = [Worker(deliver) for _ in range(64)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(120)
        self.found('reloword', 320)
        self.assertEqual({len(said) for said in replies.values()}, {1}, 'the same reply each time')
        self.balanced(source, received=count * 5, stored=320)


class FullQueueTest(Scenario):
    settings = {'pipeline.queue_mib': '4', 'intake.max_body_mib': '16'}

    def test_more_than_the_queue_holds(self):
        """A request larger than the queue comes in by parts: what is told to come again is taken
        then, and nothing twice."""
        server = self.server
        source, token = server.new_source('lớn hơn hàng đợi')
        documents = [{'message': f'partsword {n}', 'pad': 'x' * 400} for n in range(24_000)]
        lines = '\n'.join(json.dumps(one) for one in documents).encode()
        tries = 0
        while True:
            tries += 1
            answer = server.request('POST', '/ingest/v1/events', lines, token=token)
            if answer.status == 200:
                break
            self.assertIn(answer.status, (429, 503), answer)
            self.assertGreaterEqual(int(answer.headers['Retry-After']), 1)
            self.assertLess(tries, 100)
            time.sleep(0.1)
        left, tries_bulk = [{**one, 'message': f'bulk{one["message"]}'} for one in documents], 0
        while left:
            tries_bulk += 1
            self.assertLess(tries_bulk, 200)
            answer = server.request('POST', '/_bulk', bulk_of(left), token=token)
            if answer.status != 200:
                self.assertIn(answer.status, (429, 503), answer)
                time.sleep(0.1)
                continue
            items = answer.json()['items']
            self.assertTrue(all(item['create']['status'] in (201, 429, 503) for item in items))
            left = [one for one, item in zip(left, items) if item['create']['status'] != 201]
        report(f'a request six times the queue: taken after {tries} tries; bulk after {tries_bulk}')
        server.settle(60)
        row = server.counters(source)
        self.assertEqual(row['stored'], 48_000, row)
        self.assertEqual(row['received'], row['stored'] + row['rejected'] + row['duplicates'], row)


if __name__ == '__main__':
    unittest.main()
