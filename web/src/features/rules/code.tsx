// SPDX-License-Identifier: Apache-2.0
// Text of rules: shown with line numbers, and edited with what the check found in its lines.
import { useEffect, useId, useMemo, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import type { FindingView } from '@/api/rule_types';
import { highlightYaml } from './yaml';
import type { Token } from './yaml';

function Line({ tokens }: { tokens: Token[] }) {
  return <>{tokens.map((token, i) => (token.kind === 'plain' ? token.text : <span key={i} className={`lc-y-${token.kind}`}>{token.text}</span>))}{'\n'}</>;
}

const worst = (found: FindingView[]) => (found.some((f) => f.severity === 'error') ? 'error' : found.some((f) => f.severity === 'warning') ? 'warning' : 'note');

/** Findings by line of the file. */
function byLine(findings: FindingView[] | undefined): Map<number, FindingView[]> {
  const lines = new Map<number, FindingView[]>();
  for (const finding of findings ?? []) lines.set(finding.line, [...(lines.get(finding.line) ?? []), finding]);
  return lines;
}

function lineProps(number: number, found: FindingView[] | undefined) {
  return {
    'data-n': number, className: found ? `lc-line lc-line-${worst(found)}` : 'lc-line',
    ...(found ? { title: found.map((f) => f.message).join('\n') } : {}),
  };
}

/** \param first  Number of the first line: a document may begin far down in its file. */
export function CodeView({ text, label, first = 1, findings, at }: {
  text: string; label: string; first?: number; findings?: FindingView[]; at?: number | null;
}) {
  const lines = useMemo(() => highlightYaml(text.replace(/\n$/, '')), [text]);
  const marked = useMemo(() => byLine(findings), [findings]);
  const box = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (at) box.current?.querySelector(`[data-n="${at}"]`)?.scrollIntoView({ block: 'center' });
  }, [at]);
  return (
    <pre ref={box} className="lc-code" tabIndex={0} role="region" aria-label={label} translate="no">
      <code>{lines.map((tokens, i) => <span key={i} {...lineProps(first + i, marked.get(first + i))}><Line tokens={tokens} /></span>)}</code>
    </pre>
  );
}

export interface EditorHandle {
  goTo: (line: number, column: number) => void;
}

/** A new line begins under the one it continues. execCommand keeps the undo history. */
function indent(event: KeyboardEvent<HTMLTextAreaElement>): void {
  const box = event.currentTarget;
  const line = box.value.slice(box.value.lastIndexOf('\n', box.selectionStart - 1) + 1, box.selectionStart);
  const lead = /^ */.exec(line)?.[0] ?? '';
  const deeper = /:\s*[|>]?\s*$/.test(line) && line.trim() !== '' ? '  ' : '';
  if (lead + deeper !== '' && document.execCommand('insertText', false, `\n${lead}${deeper}`)) event.preventDefault();
}

/** A text field over a coloured copy of its text. Tab leaves it, as everywhere; two spaces are typed. */
export function CodeEditor({ value, onChange, label, findings, rows = 24, onSave, handle, disabled, testId }: {
  value: string; onChange: (text: string) => void; label: string; findings?: FindingView[]; rows?: number; onSave?: () => void;
  handle?: { current: EditorHandle | null }; disabled?: boolean; testId?: string;
}) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const back = useRef<HTMLPreElement>(null);
  const lines = useMemo(() => highlightYaml(value), [value]);
  const marked = useMemo(() => byLine(findings), [findings]);
  const follow = () => {
    if (!area.current || !back.current) return;
    back.current.scrollTop = area.current.scrollTop;
    back.current.scrollLeft = area.current.scrollLeft;
  };
  useEffect(follow);
  useEffect(() => {
    if (!handle) return undefined;
    handle.current = {
      goTo: (line, column) => {
        const box = area.current;
        if (!box) return;
        const start = box.value.split('\n').slice(0, Math.max(0, line - 1)).reduce((sum, l) => sum + l.length + 1, 0) + Math.max(0, column - 1);
        box.focus();
        box.setSelectionRange(start, start);
        box.scrollTop = Math.max(0, (line - 4) * parseFloat(getComputedStyle(box).lineHeight));
      },
    };
    return () => { handle.current = null; };
  }, [handle]);
  return (
    <div className="lc-editor" style={{ height: `calc(${rows} * 20px + 18px)` }}>
      <pre ref={back} className="lc-code lc-editor-back" aria-hidden="true">
        <code>{lines.map((tokens, i) => <span key={i} {...lineProps(i + 1, marked.get(i + 1))}><Line tokens={tokens} /></span>)}</code>
      </pre>
      <textarea ref={area} id={id} className="lc-editor-text" value={value} aria-label={label} spellCheck={false} autoCapitalize="off" autoCorrect="off"
        wrap="off" disabled={disabled} data-testid={testId} onScroll={follow} onChange={(e) => onChange(e.target.value)}
        onKeyDown={(e) => {
          if (e.key === 'Enter' && !e.nativeEvent.isComposing && !e.ctrlKey && !e.metaKey) indent(e);
          if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 's' && onSave) {
            e.preventDefault();
            onSave();
          }
        }} />
    </div>
  );
}
