// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { attackTechnique, pretty, visibleRange } from './model';

describe('attackTechnique', () => {
  it('knows techniques and leaves tactics', () => {
    expect(attackTechnique('attack.t1505.003')).toEqual({ name: 'T1505.003', url: 'https://attack.mitre.org/techniques/T1505/003/' });
    expect(attackTechnique('attack.persistence')).toBeNull();
  });
});

describe('pretty', () => {
  it('indents JSON only', () => {
    expect(pretty('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(pretty('{broken')).toBe('{broken');
    expect(pretty('Nov 23 sshd')).toBe('Nov 23 sshd');
  });
});

describe('visibleRange', () => {
  it('stays within the list', () => {
    expect(visibleRange(0, 560, 56, 1000, 2)).toEqual([0, 12]);
    expect(visibleRange(5600, 560, 56, 1000, 2)).toEqual([98, 112]);
    expect(visibleRange(9e9, 560, 56, 10, 2)).toEqual([10, 10]);
    expect(visibleRange(0, 560, 56, 0)).toEqual([0, 0]);
  });
});
