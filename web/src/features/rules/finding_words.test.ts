// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from 'vitest';
import { loadLanguage, loadTextsOf, makeTexts } from '@/i18n';
import { fieldFinding, findingWords, hints, hintWords, sentences } from './finding_words';

const vi = makeTexts('vi');
const en = makeTexts('en');
beforeAll(async () => {
  for (const language of ['en', 'vi'] as const) {
    await loadLanguage(language);
    await loadTextsOf('rules');
  }
});

describe('findings of the compiler', () => {
  it('are told in the language of the reader', () => {
    expect(findingWords(vi, "unknown modifier 'foo' in 'f|foo'")).toBe("không có phép so 'foo', ở 'f|foo'");
    expect(findingWords(vi, "condition 'a and b': no search identifier 'b'")).toBe("điều kiện 'a and b': không có mục tìm kiếm 'b'");
    expect(findingWords(vi, 'more than 10 spellings in the keywords')).toBe('nhiều hơn 10 cách viết, ở các từ khóa');
    expect(hintWords(vi, "did you mean 'selection'?")).toBe("có phải ý là 'selection'?");
    expect(fieldFinding(vi, "6:5: an empty map [sigma.detection.empty]; write 'Field: value' under it"))
      .toBe('Dòng 6, cột 5: một bảng trống. Gợi ý: bên dưới viết ‘Field: giá trị’');
  });
  it('are shown as they came when new', () => {
    expect(findingWords(vi, 'did not find expected key')).toBe('did not find expected key');
    expect(hintWords(vi, 'pray')).toBe('pray');
    expect(fieldFinding(vi, 'too_long:5')).toBeNull();
  });
  it('read the same in English', () => {
    const filled = (sentence: string) => sentence.replace('{}', '7').replace('{}', '8').replace('{…}', 'no condition');
    for (const [sentence] of sentences) expect(findingWords(en, filled(sentence))).toBe(filled(sentence));
    for (const [hint, key] of hints) if (hint !== 'gt, gte, lt, lte, eq or neq') expect(hintWords(en, filled(hint)), key).toBe(filled(hint));
  });
});
