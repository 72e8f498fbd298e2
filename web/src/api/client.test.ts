// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { apiUrl, toProblem } from './client';

describe('toProblem', () => {
  it('reads a problem document', () => {
    const problem = toProblem(422, {
      code: 'invalid_input', title: 'x', detail: 'd', trace_id: 't',
      fields: [{ name: 'email', message: 'not_an_email' }],
    });
    expect(problem.code).toBe('invalid_input');
    expect(problem.fields).toEqual([{ name: 'email', message: 'not_an_email' }]);
  });
  it.each([null, 'text', 12, [], { fields: 'no' }, { fields: [3] }])('survives %j', (body) => {
    expect(toProblem(500, body)).toMatchObject({ code: 'http_500', fields: [] });
  });
});

describe('apiUrl', () => {
  it('leaves out what is not given', () => {
    expect(apiUrl('/alerts', { q: 'đông sơn', status: undefined, level: '', limit: 50 }))
      .toBe('/api/v1/alerts?q=%C4%91%C3%B4ng+s%C6%A1n&limit=50');
  });
});
