// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { stretches } from './sparkline';

describe('stretches', () => {
  it('breaks the line where a month has no score', () => {
    expect(stretches([10, 20, null, 30])).toHaveLength(2);
    expect(stretches([null, null])).toEqual([]);
  });
  it('puts zero at the bottom and a hundred at the top', () => {
    expect(stretches([0, 100])).toEqual(['2.0,18.0 86.0,2.0']);
  });
});
