# SPDX-License-Identifier: Apache-2.0
"""Whole conversations of senders that Debian does not have, in the order and shape in which they make
them: what they ask first, headers, packing, bodies, what they do with the answers. What is stored
must be what was sent, with the right fields."""

import gzip
import json
import struct
import time
import unittest

from harness import Scenario
from http_requests import (CHANNEL, any_value, api_key, attributes, basic, fixed64, message, varint)

TIME = '2026-11-23T04:05:01.250Z'
SECONDS = 1795406701


class Conversation:
    """Requests over one connection, with the headers that the sender always sends."""

    def __init__(self, case, headers, prefix=''):
        self.case, self.headers, self.prefix = case, headers, prefix
        self.connection = case.server.connection()
        case.addCleanup(self.connection.close)

    def ask(self, method, path, body=None, expect=200, **headers):
        sent = {**self.headers, **{name.replace('_', '-'): value for name, value in headers.items()}}
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
        self.connection.request(method, self.prefix + path, body, sent)
        answer = self.connection.getresponse()
        answer.said = answer.read()
        if answer.headers['Content-Encoding'] == 'gzip':
            answer.said = gzip.decompress(answer.said)
        if sent.get('Connection') == 'close':
            self.connection.close()
        self.case.assertEqual(answer.status, expect, (method, path, answer.said[:300]))
        return answer

    def json(self, *arguments, **more):
        return json.loads(self.ask(*arguments, **more).said)


def ndjson(*pairs):
    return ''.join(json.dumps(one, ensure_ascii=False) + '\n' for one in pairs).encode()


def bulk(action, documents):
    return ndjson(*[part for document in documents for part in (action, document)])


# MessagePack, as far as it is needed.

def pack(value):
    if value is None:
        return b'\xc0'
    if isinstance(value, bool):
        return b'\xc3' if value else b'\xc2'
    if isinstance(value, int):
        return b'\xcf' + struct.pack('>Q', value) if value > 127 else bytes([value & 0xff])
    if isinstance(value, float):
        return b'\xcb' + struct.pack('>d', value)
    if isinstance(value, str):
        data = value.encode()
        return b'\xda' + struct.pack('>H', len(data)) + data
    if isinstance(value, list):
        return b'\xdc' + struct.pack('>H', len(value)) + b''.join(map(pack, value))
    return b'\xde' + struct.pack('>H', len(value)) + b''.join(
        pack(name) + pack(one) for name, one in value.items())


def entry(record, nanoseconds=250_000_000):
    return (b'\x92\x92\xd7\x00' + struct.pack('>II', SECONDS, nanoseconds) + b'\x80' + pack(record))


class RecordedTest(Scenario):
    settings = {'intake.clock_slack_hours': '8760'}  # the recordings' own time is believed

    def fields(self, row):
        event = self.server.get('events/' + row['id'])
        return {field['name']: field['value'] for field in event['fields']}

    def balanced(self, source, sent, **expected):
        self.server.settle()
        row = self.server.counters(source)
        self.assertEqual(row['received'], row['stored'] + row['rejected'] + row['duplicates'], row)
        for name, value in {'received': sent, 'stored': sent, **expected}.items():
            self.assertEqual(row[name], value, row)

    # Beats

    def beat(self, name, version, token, how=api_key):
        agent = f'Elastic-{name}/{version} (linux; amd64; 1a2b3c; 2024-10-09 10:00:00 +0000 UTC)'
        return Conversation(self, {'User-Agent': agent, 'Accept': 'application/json',
                                   'Authorization': how(token),
                                   'X-Elastic-Product-Origin': 'observability'}, '/es')

    def beat_begins(self, talk, name, version):
        """Version, licence, life cycle, template, data stream: all of it must be there or be taken."""
        self.assertEqual(talk.json('GET', '/')['version']['number'], version)
        licence = talk.json('GET', '/_license?human=false')['license']
        self.assertEqual((licence['status'], licence['type']), ('active', 'basic'))
        self.assertTrue(licence['uid'])
        index = f'{name}-{version}'
        talk.ask('GET', f'/_ilm/policy/{name}')
        talk.ask('PUT', f'/_ilm/policy/{name}', {'policy': {'phases': {'hot': {'actions': {}}}}})
        talk.ask('HEAD', f'/_index_template/{index}')
        talk.ask('PUT', f'/_index_template/{index}', {'index_patterns': [index], 'data_stream': {}})
        talk.ask('GET', f'/_data_stream/{index}')
        talk.ask('PUT', f'/_data_stream/{index}')
        return index

    def test_filebeat_8(self):
        source, token = self.server.new_source('ghi lại filebeat 8')
        talk = self.beat('Filebeat', '8.17.1', token)
        index = self.beat_begins(talk, 'filebeat', '8.17.1')
        pipeline = f'{index}-system-auth-pipeline'
        talk.ask('GET', f'/_ingest/pipeline/{pipeline}')
        talk.ask('PUT', f'/_ingest/pipeline/{pipeline}', {'processors': []})
        documents = [{
            '@timestamp': TIME, 'message': f'Nov 23 11:05:01 fb01 sshd[{n}]: Failed password for root '
                                           'from 203.0.113.9 port 50122 ssh2',
            'log': {'offset': n * 100, 'file': {'path': '/var/log/auth.log', 'inode': '99'}},
            'input': {'type': 'log'}, 'fileset': {'name': 'auth'}, 'service': {'type': 'system'},
            'event': {'module': 'system', 'dataset': 'system.auth'}, 'ecs': {'version': '8.0.0'},
            'host': {'name': 'fb01', 'os': {'type': 'linux'}, 'ip': ['192.0.2.4', 'fe80::1']},
            'agent': {'type': 'filebeat', 'version': '8.17.1', 'id': 'b1', 'ephemeral_id': 'e1',
                      'name': 'fb01'}} for n in range(40)]
        body = bulk({'create': {'_index': index, 'pipeline': pipeline}}, documents)
        answers = []
        # What was asked for in two generations of libbeat.
        for wanted in ('errors,items.*.error,items.*.status',
                       'errors,items.index.status,items.index.error,items.create.status,'
                       'items.create.error,items.update.status,items.update.error'):
            path = '/_bulk?filter_path=' + wanted.replace(',', '%2C').replace('*', '%2A')
            packed = gzip.compress(body, 1)
            answers.append(talk.json('POST', path, packed, Content_Encoding='gzip',
                                     Content_Type='application/json; charset=UTF-8',
                                     X_Elastic_Uncompressed_Request_Length=str(len(body))))
        self.assertEqual(answers[0], {'errors': False, 'items': [{'create': {'status': 201}}] * 40})
        self.assertEqual(answers[1], answers[0])
        rows = self.found(f'source:{source}', 80)
        fields = self.fields(rows[0])
        self.assertEqual((rows[0]['host'], rows[0]['format'], rows[0]['time'][:19]),
                         ('fb01', 'sshd', '2026-11-23T04:05:01'))
        self.assertEqual((fields['src_ip'], fields['user'], fields['action']),
                         ('203.0.113.9', 'root', 'login_failed'))
        self.assertEqual(fields['log.file.path'], '/var/log/auth.log')
        self.balanced(source, 80)

    def test_winlogbeat_8(self):
        source, token = self.server.new_source('ghi lại winlogbeat 8')
        talk = self.beat('Winlogbeat', '8.17.1', token, basic)
        index = self.beat_begins(talk, 'winlogbeat', '8.17.1')
        for name in ('routing', 'security', 'sysmon', 'powershell'):
            talk.ask('GET', f'/_ingest/pipeline/{index}-{name}')
        document = {
            '@timestamp': TIME, 'ecs': {'version': '8.0.0'}, 'log': {'level': 'information'},
            'message': 'Process Create:\nRuleName: -\nUtcTime: 2026-11-23 04:05:01.250',
            'event': {'code': '1', 'kind': 'event', 'provider': 'Microsoft-Windows-Sysmon',
                      'created': '2026-11-23T04:05:02.000Z', 'action': 'Process Create'},
            'host': {'name': 'pc01.tinh.example', 'os': {'family': 'windows'}},
            'agent': {'type': 'winlogbeat', 'version': '8.17.1', 'name': 'PC01'},
            'winlog': {
                'channel': 'Microsoft-Windows-Sysmon/Operational', 'event_id': '1', 'record_id': 77,
                'api': 'wineventlog', 'computer_name': 'PC01.tinh.example', 'version': 5,
                'provider_name': 'Microsoft-Windows-Sysmon', 'opcode': 'Info',
                'process': {'pid': 2216, 'thread': {'id': 3272}},
                'user': {'domain': 'NT AUTHORITY', 'identifier': 'S-1-5-18', 'type': 'User'},
                'event_data': {'Image': 'C:\\Windows\\System32\\cmd.exe', 'ProcessId': '4412',
                               'CommandLine': 'cmd /c whoami', 'User': 'TINH\\an',
                               'ParentImage': 'C:\\Windows\\explorer.exe'}}}
        body = bulk({'create': {'_index': index, 'pipeline': f'{index}-routing'}}, [document] * 3)
        answer = talk.json('POST', '/_bulk?filter_path=errors%2Citems.%2A.error%2Citems.%2A.status',
                           body, Content_Type='application/json; charset=UTF-8',
                           X_Elastic_Uncompressed_Request_Length=str(len(body)))
        self.assertEqual(answer['items'], [{'create': {'status': 201}}] * 3)
        row = self.found(f'source:{source}', 3)[0]
        fields = self.fields(row)
        self.assertEqual((row['format'], row['host']), ('windows-json', 'PC01.tinh.example'))
        self.assertEqual((fields['EventID'], fields['Image'], fields['CommandLine'],
                          fields['Channel'], fields['Provider_Name']),
                         ('1', 'C:\\Windows\\System32\\cmd.exe', 'cmd /c whoami',
                          'Microsoft-Windows-Sysmon/Operational', 'Microsoft-Windows-Sysmon'))
        self.balanced(source, 3)

    def test_wazuh_filebeat(self):
        """Wazuh's own Filebeat, 7.10: an alert is a text of JSON in `message`; each request on a
        connection of its own; the whole answer is read."""
        source, token = self.server.new_source('ghi lại wazuh')
        talk = Conversation(self, {
            'User-Agent': 'Filebeat/7.10.2 (linux; amd64; aa; 2021-01-12 22:10:33 +0000 UTC)',
            'Accept': 'application/json', 'Authorization': basic(token), 'Connection': 'close'})
        self.assertEqual(talk.json('GET', '/')['version']['number'], '7.10.2')
        talk.ask('GET', '/_xpack')
        talk.ask('HEAD', '/_template/wazuh')
        self.assertTrue(talk.json('PUT', '/_template/wazuh', {'index_patterns': ['wazuh-alerts-4.x-*']})
                        ['acknowledged'])
        pipeline = 'filebeat-7.10.2-wazuh-alerts-pipeline'
        talk.ask('GET', f'/_ingest/pipeline/{pipeline}')
        talk.ask('PUT', f'/_ingest/pipeline/{pipeline}', {'processors': []})

        def alert(data, rule, **more):
            text = json.dumps({'timestamp': '2026-11-23T11:05:01.250+0700', 'rule': rule,
                               'agent': {'id': '007', 'name': 'pc07', 'ip': '192.0.2.7'},
                               'manager': {'name': 'wazuh01'}, 'id': '1795406701.99', **more,
                               **({'data': data} if data else {})})
            return {'@timestamp': '2026-11-23T04:05:03.000Z', 'message': text,
                    'fields': {'index_prefix': 'wazuh-alerts-4.x-'}, 'input': {'type': 'log'},
                    'fileset': {'name': 'alerts'}, 'service': {'type': 'wazuh'},
                    'event': {'module': 'wazuh', 'dataset': 'wazuh.alerts'},
                    'log': {'offset': 1, 'file': {'path': '/var/ossec/logs/alerts/alerts.json'}},
                    'host': {'name': 'wazuh01'}, 'agent': {'type': 'filebeat', 'version': '7.10.2',
                                                           'hostname': 'wazuh01'},
                    'ecs': {'version': '1.6.0'}}
        linux = alert({'srcip': '203.0.113.9', 'srcuser': 'admin'},
                      {'level': 5, 'id': '5710', 'description': 'sshd: non-existent user',
                       'groups': ['syslog', 'sshd'], 'mitre': {'id': ['T1110']}},
                      decoder={'name': 'sshd'}, location='/var/log/auth.log',
                      full_log='Nov 23 11:05:01 pc07 sshd[9]: Invalid user admin from 203.0.113.9 port 4')
        windows = alert({'win': {
            'system': {'providerName': 'Microsoft-Windows-Security-Auditing', 'eventID': '4625',
                       'channel': 'Security', 'computer': 'PC07',
                       'systemTime': '2026-11-23T04:05:01.2500000Z', 'severityValue': 'AUDIT_FAILURE'},
            'eventdata': {'targetUserName': 'an', 'logonType': '3', 'ipAddress': '203.0.113.9'}}},
            {'level': 5, 'id': '60122', 'description': 'Logon failure'},
            decoder={'name': 'windows_eventchannel'}, location='EventChannel')
        meta = {'index': {'_index': 'wazuh-alerts-4.x-2026.11.23', '_type': '_doc',
                          'pipeline': pipeline}}
        answer = talk.json('POST', '/_bulk', bulk(meta, [linux, windows] * 5),
                           Content_Type='application/json; charset=UTF-8')
        self.assertFalse(answer['errors'])
        self.assertEqual([item['index']['status'] for item in answer['items']], [201] * 10)
        rows = self.found(f'source:{source}', 10)
        found = {'windows' if row['format'] == 'windows-json' else 'linux': row for row in rows}
        fields = self.fields(found['linux'])
        self.assertEqual((fields['rule.id'], fields['agent.name'], fields['data.srcip']),
                         ('5710', 'pc07', '203.0.113.9'), fields)
        fields = self.fields(found['windows'])
        self.assertEqual((fields['EventID'], fields['Channel'], fields['TargetUserName'],
                          fields['LogonType']), ('4625', 'Security', 'an', '3'), fields)
        self.assertEqual(found['windows']['host'], 'PC07')
        self.balanced(source, 10)

    # Fluent Bit

    def fluent_bit(self, token, authorization, **more):
        return Conversation(self, {'User-Agent': 'Fluent-Bit', 'Authorization': authorization, **more})

    RECORD = {'log': 'fluentbit hello', 'stream': 'stdout',
              'kubernetes': {'pod_name': 'web-1', 'labels': {'app': 'web'}}}

    def test_fluent_bit_es(self):
        source, token = self.server.new_source('ghi lại fluent bit es')
        talk = self.fluent_bit(token, basic(token, 'fluent'))
        documents = [{'@timestamp': TIME, **self.RECORD} for _ in range(20)]
        for meta in ({'create': {'_index': 'fluent-bit'}},                       # 2.x and later
                     {'index': {'_index': 'fluent-bit', '_type': '_doc'}}):      # 1.x
            answer = talk.ask('POST', '/es/_bulk', gzip.compress(bulk(meta, documents)),
                              Content_Type='application/x-ndjson', Content_Encoding='gzip')
            # It looks for a member "errors" that is false.
            self.assertIs(json.loads(answer.said)['errors'], False)
        row = self.found(f'source:{source}', 40)[0]
        self.assertEqual(self.fields(row)['kubernetes.labels.app'], 'web')
        self.assertEqual(row['time'][:19], '2026-11-23T04:05:01')
        self.balanced(source, 40)

    def test_fluent_bit_http(self):
        """All its formats, MessagePack first: that is what it sends unless told otherwise."""
        source, token = self.server.new_source('ghi lại fluent bit http')
        talk = self.fluent_bit(token, f'Bearer {token}')
        packed = b''.join(entry({**self.RECORD, 'n': n}) for n in range(25))
        answer = talk.json('POST', '/ingest/v1/events', packed, Content_Type='application/msgpack')
        self.assertEqual((answer['accepted'], answer['malformed']), (25, 0))
        rows = self.found(f'source:{source}', 25)
        self.assertEqual({row['time'][:19] for row in rows}, {'2026-11-23T04:05:01'})
        fields = self.fields(rows[0])
        self.assertEqual((fields['log'], fields['kubernetes.pod_name']), ('fluentbit hello', 'web-1'))
        # A group of version 3 and later: its marks are no records.
        mark = lambda seconds, body: (b'\x92\x92\xd7\x00' + struct.pack('>II', seconds, 0) +
                                      pack({'schema': 'otlp'}) + pack(body))
        group = (mark(0xffffffff, {'resource': {}}) + entry(self.RECORD) + mark(0xfffffffe, {}))
        self.assertEqual(talk.json('POST', '/ingest/v1/events', gzip.compress(group),
                                   Content_Type='application/msgpack',
                                   Content_Encoding='gzip')['accepted'], 1)
        dated = {'date': SECONDS + 0.25, **self.RECORD}
        for kind, body in (('application/json', json.dumps([dated] * 5).encode()),
                           ('application/json', (json.dumps(dated) * 5).encode()),
                           ('application/x-ndjson', ndjson(*[dated] * 5))):
            self.assertEqual(talk.json('POST', '/ingest/v1/events', body,
                                       Content_Type=kind)['accepted'], 5)
        broken = talk.json('POST', '/ingest/v1/events', packed[:-3], expect=400,
                           Content_Type='application/msgpack')
        self.assertIn('MessagePack', broken['detail'])
        self.server.settle()
        rows = self.found(f'source:{source}', 41)
        self.assertEqual({row['time'][:19] for row in rows}, {'2026-11-23T04:05:01'})
        # What stood before the damage is not taken either: the request comes again whole.
        self.balanced(source, 42, stored=41, rejected=1)

    def test_fluent_bit_splunk(self):
        source, token = self.server.new_source('ghi lại fluent bit splunk')
        talk = self.fluent_bit(token, f'Splunk {token}', **{'Content-Type': 'application/json'})
        body = ''.join(json.dumps({'time': SECONDS + 0.25, 'host': 'node1', 'sourcetype': 'kube',
                                   'event': one})
                       for one in ([self.RECORD] * 8 + ['fluentbit plain'] * 2)).encode()
        answer = talk.json('POST', '/services/collector/event', gzip.compress(body),
                           Content_Encoding='gzip')
        self.assertEqual(answer['code'], 0)
        rows = self.found(f'source:{source}', 10)
        self.assertEqual({row['host'] for row in rows}, {'node1'})
        self.assertEqual({row['time'][:19] for row in rows}, {'2026-11-23T04:05:01'})
        self.balanced(source, 10)

    def test_fluent_bit_opentelemetry(self):
        source, token = self.server.new_source('ghi lại fluent bit otel')
        talk = self.fluent_bit(token, f'Bearer {token}')
        record = fixed64(1, SECONDS * 10**9 + 250_000_000) + message(5, any_value(self.RECORD))
        body = message(1, message(1, b'') + message(2, message(1, b'') + message(2, record) * 6))
        answer = talk.ask('POST', '/v1/logs', body, Content_Type='application/x-protobuf')
        self.assertEqual(answer.said, b'')
        row = self.found(f'source:{source}', 6)[0]
        self.assertEqual(self.fields(row)['log'], 'fluentbit hello')
        self.balanced(source, 6)

    # Vector

    def vector(self, authorization, prefix=''):
        return Conversation(self, {
            'User-Agent': 'Vector/0.43.1 (x86_64-unknown-linux-gnu e30bf1f 2024-12-10)',
            'Accept-Encoding': 'zstd,gzip,deflate,br', 'Authorization': authorization}, prefix)

    LINE = {'file': '/var/log/app.log', 'host': 'vec01', 'message': 'vectorword tiếng Việt',
            'source_type': 'file', 'timestamp': TIME}

    def test_vector_elasticsearch(self):
        source, token = self.server.new_source('ghi lại vector es')
        talk = self.vector(basic(token, 'vector'), '/es')
        self.assertEqual(talk.json('GET', '/_cluster/health')['status'], 'green')
        self.assertRegex(talk.json('GET', '/')['version']['number'], r'^8\.')
        body = bulk({'create': {'_index': 'vector-2026.11.23'}}, [self.LINE] * 30)
        answer = talk.json('POST', '/_bulk?timeout=60s', gzip.compress(body),
                           Content_Type='application/x-ndjson', Content_Encoding='gzip')
        self.assertIs(answer['errors'], False)
        self.assertEqual([item['create']['status'] for item in answer['items']], [201] * 30)
        row = self.found(f'source:{source}', 30)[0]
        self.assertEqual((row['host'], row['time'][:19]), ('vec01', '2026-11-23T04:05:01'))
        self.balanced(source, 30)

    def test_vector_splunk(self):
        """With acknowledgements: an empty question first, then its numbers until all are true."""
        source, token = self.server.new_source('ghi lại vector splunk')
        talk = self.vector(f'Splunk {token}')
        talk.ask('GET', '/services/collector/health/1.0')
        self.assertEqual(talk.json('POST', '/services/collector/ack', {'acks': []},
                                   X_Splunk_Request_Channel=CHANNEL), {'acks': {}})
        numbers = []
        for _ in range(3):
            body = b''.join(json.dumps({'event': self.LINE, 'fields': {}, 'time': SECONDS + 0.25,
                                        'host': 'vec01'}).encode() for _ in range(10))
            answer = talk.json('POST', '/services/collector/event', gzip.compress(body),
                               Content_Type='application/json', Content_Encoding='gzip',
                               X_Splunk_Request_Channel=CHANNEL)
            self.assertEqual((answer['text'], answer['code']), ('Success', 0))
            numbers.append(answer['ackId'])
        acks = talk.json('POST', '/services/collector/ack', {'acks': numbers},
                         Content_Type='application/json', X_Splunk_Request_Channel=CHANNEL)['acks']
        self.assertEqual(acks, {str(number): True for number in numbers})
        self.found(f'source:{source}', 30)
        self.balanced(source, 30)

    def test_vector_http_and_opentelemetry(self):
        source, token = self.server.new_source('ghi lại vector http')
        talk = self.vector(f'Bearer {token}')
        talk.ask('POST', '/ingest/v1/events', ndjson(*[self.LINE] * 7),
                 Content_Type='application/x-ndjson')
        talk.ask('POST', '/ingest/v1/events', json.dumps([self.LINE] * 7).encode(),
                 Content_Type='application/json')
        otlp = {'resourceLogs': [{
            'resource': {'attributes': [{'key': 'host.name', 'value': {'stringValue': 'vec01'}}]},
            'scopeLogs': [{'scope': {'name': 'vector'}, 'logRecords': [{
                'timeUnixNano': str(SECONDS * 10**9), 'observedTimeUnixNano': str(SECONDS * 10**9),
                'severityText': 'INFO', 'body': {'stringValue': 'vectorword otlp'},
                'attributes': [{'key': 'k', 'value': {'intValue': '7'}}]}]}]}]}
        self.assertEqual(talk.json('POST', '/v1/logs', otlp, Content_Type='application/json'), {})
        rows = self.found(f'source:{source}', 15)
        self.assertEqual({row['host'] for row in rows}, {'vec01'})
        self.balanced(source, 15)

    # OpenTelemetry Collector

    def test_otel_collector(self):
        """otlphttp; splunk_hec with its health check; elasticsearch with the official client's ways."""
        source, token = self.server.new_source('ghi lại otel')
        agent = {'User-Agent': 'OpenTelemetry Collector Contrib/0.116.1 (linux/amd64)'}
        talk = Conversation(self, {**agent, 'Authorization': f'Bearer {token}'})
        record = (fixed64(1, SECONDS * 10**9) + fixed64(11, SECONDS * 10**9 + 1) +
                  varint(2 << 3) + varint(17) + message(3, 'ERROR') +
                  message(5, any_value('otelword')) +
                  message(6, message(1, 'log.file.name') + message(2, any_value('app.log'))))
        body = message(1, message(1, attributes(1, {'host.name': 'otel01', 'service.name': 'app'})) +
                       message(2, message(1, message(1, 'filelog')) + message(2, record) * 12))
        answer = talk.ask('POST', '/v1/logs', gzip.compress(body), Content_Encoding='gzip',
                          Content_Type='application/x-protobuf')
        self.assertEqual((answer.said, answer.headers['Content-Type']), (b'', 'application/x-protobuf'))
        hec = Conversation(self, {**agent, 'Authorization': f'Splunk {token}', 'Connection': 'keep-alive',
                                  '__splunk_app_name': 'OpenTelemetry Collector Contrib',
                                  '__splunk_app_version': '0.116.1'})
        hec.ask('GET', '/services/collector/health')
        events = b''.join(json.dumps({'time': SECONDS, 'host': 'otel01', 'source': 'otel',
                                      'sourcetype': 'otel', 'event': 'otelword hec',
                                      'fields': {'service.name': 'app'}}).encode() for _ in range(4))
        self.assertEqual(hec.json('POST', '/services/collector', gzip.compress(events),
                                  Content_Type='application/json', Content_Encoding='gzip')['code'], 0)
        elastic = Conversation(self, {**agent, 'Authorization': api_key(token),
                                      'X-Elastic-Client-Meta': 'es=8.16.0,go=1.23.4,t=8.6.0,hc=1.23.4'})
        documents = [{'@timestamp': TIME, 'body': {'text': 'otelword es'}, 'severity_text': 'ERROR',
                      'resource': {'attributes': {'host.name': 'otel01'}}}] * 4
        answer = elastic.ask('POST', '/_bulk?filter_path=items.%2A.error%2Citems.%2A.status%2Cerrors',
                             gzip.compress(bulk({'create': {'_index': 'logs-generic-default'}},
                                                documents)),
                             Content_Encoding='gzip', Accept='application/vnd.elasticsearch+json; '
                             'compatible-with=8', Content_Type='application/x-ndjson')
        self.assertEqual(answer.headers['X-Elastic-Product'], 'Elasticsearch')
        self.assertIs(json.loads(answer.said)['errors'], False)
        self.found(f'source:{source}', 20)
        rows = self.found('otelword', 20)
        self.assertEqual({row['host'] for row in rows}, {'otel01'})
        self.balanced(source, 20)

    # NXLog, Wazuh's syslog

    NXLOG = {'EventTime': '2026-11-23T11:05:01.250000+07:00', 'Hostname': 'PC09.tinh.example',
             'Keywords': '9232379236109516800', 'EventType': 'AUDIT_FAILURE', 'SeverityValue': 4,
             'Severity': 'ERROR', 'EventID': 4625, 'SourceName': 'Microsoft-Windows-Security-Auditing',
             'ProviderGuid': '{54849625-5478-4994-A5BA-3E3B0328C30D}', 'Version': 0, 'TaskValue': 12544,
             'RecordNumber': 55, 'ExecutionProcessID': 640, 'ExecutionThreadID': 700,
             'Channel': 'Security', 'Message': 'An account failed to log on.\r\n',
             'TargetUserName': 'binh', 'LogonType': '3', 'IpAddress': '203.0.113.9',
             'EventReceivedTime': '2026-11-23T11:05:02.000000+07:00',
             'SourceModuleName': 'in', 'SourceModuleType': 'im_msvistalog'}

    def test_nxlog_http(self):
        """om_http: an event a request; om_elasticsearch: bulk with its own blanks."""
        source, token = self.server.new_source('ghi lại nxlog')
        talk = Conversation(self, {'User-Agent': 'nxlog-ce', 'Authorization': f'Bearer {token}',
                                   'Content-Type': 'application/json', 'Connection': 'Keep-Alive'})
        for _ in range(5):
            talk.ask('POST', '/ingest/v1/events', json.dumps(self.NXLOG).encode())
        elastic = Conversation(self, {'User-Agent': 'nxlog', 'Authorization': basic(token, 'nxlog'),
                                      'Content-Type': 'application/x-ndjson'})
        lines = ('{ "index" : { "_index" : "nxlog-20261123", "_type" : "_doc" } }\n' +
                 json.dumps(self.NXLOG) + '\n') * 5
        answer = elastic.json('POST', '/_bulk', lines.encode())
        self.assertEqual([item['index']['status'] for item in answer['items']], [201] * 5)
        rows = self.found(f'source:{source}', 10)
        self.assertEqual({(row['format'], row['host'], row['time'][:19]) for row in rows},
                         {('windows-json', 'PC09.tinh.example', '2026-11-23T04:05:01')})
        fields = self.fields(rows[0])
        self.assertEqual((fields['EventID'], fields['TargetUserName'], fields['Provider_Name']),
                         ('4625', 'binh', 'Microsoft-Windows-Security-Auditing'))
        self.balanced(source, 10)

    def test_syslog_of_nxlog_and_wazuh(self):
        """Lines as to_syslog_ietf(), to_syslog_bsd() and Wazuh's four formats write them. (What is
        special to TLS: test_syslog_tls.)"""
        source, _ = self.server.new_source('ghi lại syslog', network='127.0.0.1/32')
        event = json.dumps(self.NXLOG)
        now = time.strftime('%b %e %H:%M:%S')
        lines = [
            '<14>1 2026-11-23T11:05:01.250000+07:00 PC09 Microsoft-Windows-Security-Auditing 640 - '
            '[NXLOG@14506 EventID="4625" Channel="Security"] nxword ietf',
            f'<14>1 2026-11-23T11:05:01.250000+07:00 PC09 nxlog 640 - - {event}',
            f'<14>{now} PC09 Microsoft-Windows-Security-Auditing[640]: {event}',
            f'<132>{now} wazuh01 ossec: Alert Level: 5; Rule: 5710 - sshd: non-existent user; '
            'Location: (pc07) 192.0.2.7->/var/log/auth.log; srcip: 203.0.113.9; user: admin; '
            'Nov 23 11:05:01 pc07 sshd[9]: Invalid user admin wazuhdefault',
            f'<132>{now} wazuh01 ossec: {{ "crit": 5, "id": 5710, "description": "sshd: non-existent '
            'user", "component": "(pc07) 192.0.2.7->/var/log/auth.log", "classification": " syslog,'
            'sshd,", "src_ip": "203.0.113.9", "acct": "admin", "message": "wazuhjson" }',
            f'<132>{now} CEF:0|Wazuh Inc.|Wazuh|v4.9.2|5710|sshd: non-existent user|5|dvc=wazuh01 '
            'cs2=(pc07) 192.0.2.7->/var/log/auth.log cs2Label=Location src=203.0.113.9 suser=admin '
            'msg=wazuhcef',
            f'<132>{now} wazuh01 ossec: crit=5 id=5710 description="sshd: non-existent user" '
            'component="(pc07) 192.0.2.7->/var/log/auth.log", classification=" syslog,sshd,", '
            'src_ip="203.0.113.9", acct="admin", message="wazuhsplunk"']
        for line in lines[3:]:
            self.server.syslog_udp(line.encode())
        self.server.syslog_tcp('\n'.join(lines[:3]).encode() + b'\n')
        rows = self.found(f'source:{source}', 7)

        def one(word, format=None):
            found = [row for row in rows if word in row['raw'] and format in (None, row['format'])]
            self.assertTrue(found, (word, [row['raw'] for row in rows]))
            return found[0], self.fields(found[0])
        row, fields = one('nxword ietf')
        self.assertEqual(row['host'], 'PC09')
        for row in (row for row in rows if 'binh' in row['raw']):
            self.assertEqual((row['format'], self.fields(row)['EventID']), ('windows-json', '4625'))
        row, fields = one('wazuhdefault')
        self.assertEqual(row['host'], 'wazuh01')
        row, fields = one('wazuhjson')
        self.assertEqual((row['host'], fields['src_ip'], fields['id']),
                         ('wazuh01', '203.0.113.9', '5710'))
        row, fields = one('wazuhcef')
        self.assertEqual((row['format'], fields['src_ip'], fields['user']),
                         ('cef', '203.0.113.9', 'admin'))
        row, fields = one('wazuhsplunk')
        self.assertEqual((row['host'], fields.get('src_ip'), fields.get('acct')),
                         ('wazuh01', '203.0.113.9', 'admin'))
        self.balanced(source, 7)


if __name__ == '__main__':
    unittest.main()
