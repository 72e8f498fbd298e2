// SPDX-License-Identifier: Apache-2.0
// Text being written outlives a reload and a lost session: it is kept in this tab until it is saved.
import { useCallback, useEffect, useState } from 'react';

export interface Draft {
  text: string;
  tests: string;
  name: string;
  /** Of the saved text it was made from. */
  hash: string;
}

const keyOf = (id: string) => `lachan.own_rule.${id}`;

export function readDraft(id: string): Draft | null {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(keyOf(id)) ?? 'null');
    if (typeof value !== 'object' || value === null) return null;
    const draft = value as Record<string, unknown>;
    const text = (name: string) => (typeof draft[name] === 'string' ? draft[name] : '');
    return { text: text('text'), tests: text('tests'), name: text('name'), hash: text('hash') };
  } catch {
    return null;
  }
}

export function writeDraft(id: string, draft: Draft | null): void {
  try {
    if (draft === null) sessionStorage.removeItem(keyOf(id));
    else sessionStorage.setItem(keyOf(id), JSON.stringify(draft));
  } catch {
    // Full or forbidden: then the text lives on the page only.
  }
}

/** The draft of `id`, begun from `saved`, or taken up where it was left. */
export function useDraft(id: string, saved: Draft) {
  const [kept] = useState(() => readDraft(id));
  const [draft, setDraft] = useState<Draft>(kept ?? saved);
  const [base, setBase] = useState(saved);
  const isChanged = draft.text !== base.text || draft.tests !== base.tests;
  useEffect(() => writeDraft(id, isChanged ? draft : null), [id, draft, isChanged]);
  const change = useCallback((part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part })), []);
  /** What is saved now; the text on the page becomes it too unless it is to be kept. */
  const rebase = useCallback((next: Draft, keepText = false) => {
    setBase(next);
    setDraft((old) => (keepText ? { ...old, hash: next.hash } : next));
  }, []);
  return { draft, base, change, rebase, isChanged, isResumed: kept !== null && isChanged };
}

/** A version 4 UUID; office networks without TLS have no randomUUID. */
export function newUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export function newRuleText(author: string, date: string, words: { title: string; description: string; falsepositive: string }): string {
  return `title: ${words.title}
id: ${newUuid()}
status: experimental
description: |
  ${words.description}
author: ${JSON.stringify(author)}
date: ${date}
tags:
  - attack.execution
  - attack.t1059.001
logsource:
  product: windows
  category: process_creation
detection:
  selection:
    Image|endswith: '\\powershell.exe'
    CommandLine|contains: '-EncodedCommand'
  condition: selection
falsepositives:
  - ${words.falsepositive}
level: medium
`;
}

export function newTestsText(words: { match: string; miss: string }): string {
  return `matches:
  - note: ${words.match}
    fields:
      Image: 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe'
      CommandLine: 'powershell.exe -EncodedCommand SQBFAFgA'
near_misses:
  - note: ${words.miss}
    fields:
      Image: 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe'
      CommandLine: 'powershell.exe -File kiem-tra.ps1'
`;
}

/** The title in a rule's text; empty when there is none. */
export function titleIn(text: string): string {
  const match = /^title:[ \t]*(.*)$/m.exec(text);
  return (match?.[1] ?? '').trim().replace(/^(['"])(.*)\1$/, '$2');
}

/** A name for the file of a rule: "Dò mật khẩu SSH" → "do-mat-khau-ssh". */
export function fileNameOf(title: string): string {
  return title.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/đ/g, 'd').replace(/Đ/g, 'D').toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 80).replace(/-+$/, '');
}
