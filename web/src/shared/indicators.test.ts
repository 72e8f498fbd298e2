// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { queryOf, raisedBy, searchPath } from './indicators';

const alert = (rule_id: string, pattern = '', tags: string[] = []) => ({ rule_id, matched: [{ field: 'url', value: 'x', pattern }], tags });

describe('the indicator that raised an alert', () => {
  it('is none of a rule', () => {
    expect(raisedBy(alert('5f1c8f1e-2f3a'))).toBeNull();
    expect(raisedBy(alert('ioc:x:192.0.2.1'))).toBeNull();
  });
  it('is named by the alert, colons included', () => {
    expect(raisedBy(alert('ioc:7:2001:db8::1', '2001:db8::1 (NCSC: máy chủ điều khiển)', ['ioc.address', 'tlp.amber+strict', 'attack.t1071'])))
      .toEqual({ list: 7, value: '2001:db8::1', kind: 'address', tlp: 'amber+strict' });
  });
  it('stands in the pattern where it is too long for the id', () => {
    expect(raisedBy(alert('ioc:7:sha256-0011', 'http://a.example/dai'))?.value).toBe('http://a.example/dai');
    expect(raisedBy({ rule_id: 'ioc:7:sha256-0011', matched: null, tags: null })?.value).toBe('');
    expect(raisedBy({ rule_id: 'ioc:7:192.0.2.1', matched: null, tags: null })?.value).toBe('192.0.2.1');
  });
});

describe('the search for a value', () => {
  it.each([
    ['192.0.2.9', 'address', '192.0.2.9'], ['2001:db8::1', 'address', '"2001:db8::1"'], ['evil.example', 'domain', 'evil.example'],
    ['192.0.2.0/24', 'network', 'src_ip:192.0.2.0/24 OR dst_ip:192.0.2.0/24'], ['http://a.example/x?y=1', 'url', '"http://a.example/x?y=1"'], ['//a.example/x', 'url', '"a.example/x"'],
  ])('%s', (value, kind, query) => expect(queryOf(value, kind)).toBe(query));
  it('goes thirty days back', () => expect(searchPath('evil.example', 'domain')).toBe('/hunt?query=evil.example&range=30d'));
});
