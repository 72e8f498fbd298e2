// SPDX-License-Identifier: Apache-2.0
// What a finding says and what to do about it. Loaded when there is one: the sentences weigh more than a page.
import type { FindingView } from '@/api/rule_types';
import { useTexts } from '@/i18n';
import { findingWords, hintWords } from './finding_words';

/** What is not known in the reader's language is marked as English. */
function Words({ text, words }: { text: string; words: string }) {
  return <span {...(text === words ? { lang: 'en' } : {})}>{words}</span>;
}

export default function Said({ finding }: { finding: FindingView }) {
  const texts = useTexts();
  return (
    <>
      <Words text={finding.message} words={findingWords(texts, finding.message)} />
      {finding.hint ? <div className="lc-muted">{texts.t('rules.hint')} <Words text={finding.hint} words={hintWords(texts, finding.hint)} /></div> : null}
    </>
  );
}
