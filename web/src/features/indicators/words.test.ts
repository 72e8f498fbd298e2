// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from 'vitest';
import { ProblemError, toProblem } from '@/api/client';
import { loadTextsOf, makeTexts } from '@/i18n';
import { inWords, wordsOf } from './words';

const texts = makeTexts('vi');
beforeAll(() => loadTextsOf('indicators'));

describe('sentences of the server', () => {
  it.each([
    ["not an IP address or network: '999.0.0.1'", '“999.0.0.1” không phải địa chỉ IP hay dải mạng'], ['a line of 90000 bytes; the limit is 65536', 'dài 90000 byte, tối đa 65536'],
    ["said to be md5, but it has 40 digits as sha1 has: 'ab'", 'ghi là md5 nhưng dài như sha1'], ['save it as UTF-8', 'lưu lại tệp ở mã UTF-8'],
  ])('%s', (sentence, words) => expect(wordsOf(texts, sentence)).toBe(words));
  it('that are not known are left', () => expect(wordsOf(texts, 'something else')).toBeNull());
  it('in a problem stand at their fields', () => {
    const error = inWords(texts, new ProblemError(toProblem(400, { fields: [{ name: 'value', message: "not an indicator: 'x y'; write an IP address or network, a domain, a URL" }, { name: 'reason', message: 'required' }] })));
    expect((error as ProblemError).problem.fields).toEqual([
      { name: 'value', message: '“x y” không phải chỉ dấu; viết địa chỉ IP, dải mạng, tên miền, URL, thư điện tử hoặc mã băm' }, { name: 'reason', message: 'required' },
    ]);
    expect(inWords(texts, 3)).toBe(3);
  });
});
