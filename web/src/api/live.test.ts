// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { EventParser } from './live';

describe('EventParser', () => {
  it('joins events cut anywhere', () => {
    const text = ': hi\n\nid: 7\nevent: alert.raised\ndata: {"a":1}\n\nid: 8\ndata: x\ndata: y\n\n';
    for (let cut = 0; cut <= text.length; ++cut) {
      const parser = new EventParser();
      const events = [...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut))];
      expect(events).toEqual([
        { id: '7', event: 'alert.raised', data: '{"a":1}' },
        { id: '8', event: 'message', data: 'x\ny' },
      ]);
      expect(parser.comments).toBe(1);
    }
  });
  it('gives nothing for an event without data', () => {
    expect(new EventParser().push('event: ping\n\n')).toEqual([]);
  });
  it('takes CRLF', () => {
    expect(new EventParser().push('data: 1\r\n\r\n')).toHaveLength(1);
  });
});
