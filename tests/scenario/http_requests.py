# SPDX-License-Identifier: Apache-2.0
"""Requests as senders make them. Protobuf is written by hand: independent of what the server reads
with."""

import base64
import json
import struct

CHANNEL = 'FE0ECFAD-13D5-401B-847D-77833BD77131'


def basic(token, user='beats'):
    return 'Basic ' + base64.b64encode(f'{user}:{token}'.encode()).decode()


def api_key(token, name='khoa'):
    return 'ApiKey ' + base64.b64encode(f'{name}:{token}'.encode()).decode()


def bulk_of(documents, action='create', ids=None, index='filebeat-8.15.0'):
    lines = []
    for n, document in enumerate(documents):
        meta = {'_index': index}
        if ids:
            meta['_id'] = ids[n]
        lines += [json.dumps({action: meta}), json.dumps(document, ensure_ascii=False)]
    return ('\n'.join(lines) + '\n').encode()


def varint(number):
    out = b''
    while number > 0x7f:
        out += bytes([number & 0x7f | 0x80])
        number >>= 7
    return out + bytes([number])


def message(tag, data):
    data = data.encode() if isinstance(data, str) else data
    return varint(tag << 3 | 2) + varint(len(data)) + data


def fixed64(tag, number):
    return varint(tag << 3 | 1) + struct.pack('<Q', number)


def any_value(value):
    if isinstance(value, bool):
        return varint(2 << 3) + varint(int(value))
    if isinstance(value, int):
        return varint(3 << 3) + varint(value & (1 << 64) - 1)
    if isinstance(value, float):
        return varint(4 << 3 | 1) + struct.pack('<d', value)
    if isinstance(value, list):
        return message(5, b''.join(message(1, any_value(one)) for one in value))
    if isinstance(value, dict):
        return message(6, attributes(1, value))
    return message(1, value)


def attributes(tag, pairs):
    return b''.join(message(tag, message(1, key) + message(2, any_value(value)))
                    for key, value in pairs.items())


def otlp(records, resource, scope='scope'):
    logs = b''.join(message(2, record) for record in records)
    return message(1, message(1, attributes(1, resource)) +
                   message(2, message(1, message(1, scope) + message(2, '1.2')) + logs))


def log_record(body, nanoseconds=1795406701250000000, attrs=None, severity=9):
    return (fixed64(1, nanoseconds) + varint(2 << 3) + varint(severity) + message(3, 'INFO') +
            message(5, any_value(body)) + attributes(6, attrs or {}) +
            message(9, bytes.fromhex('5b8efff798038103d269b633813fc60c')) +
            message(10, bytes.fromhex('eee19b7ec3c1b174')))
