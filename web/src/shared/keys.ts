// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef } from 'react';

type Bindings = Record<string, (event: KeyboardEvent) => void>;

/** Whether a key press belongs to text being written (field, editor, or an input method at work). */
export function isWriting(event: KeyboardEvent): boolean {
  if (event.isComposing || event.keyCode === 229) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target.tagName === 'TEXTAREA' || target.tagName === 'SELECT') return true;
  if (target.tagName !== 'INPUT') return target.closest('[role="combobox"]') !== null;
  const kind = (target as HTMLInputElement).type;
  return !['checkbox', 'radio', 'button', 'submit'].includes(kind);
}

function dialogOpen(): boolean {
  return document.querySelector(
    '.ant-modal-wrap:not([style*="display: none"]), .ant-drawer-open .ant-drawer-content-wrapper, .ant-dropdown:not(.ant-dropdown-hidden)',
  ) !== null;
}

/** Single-key shortcuts; silent while text is written or a dialog is open. */
export function useKeys(bindings: Bindings, enabled = true): void {
  const latest = useRef(bindings);
  latest.current = bindings;
  useEffect(() => {
    if (!enabled) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (isWriting(event) || dialogOpen()) return;
      // A focused control keeps its own Enter and Space.
      const target = event.target;
      if ((event.key === 'Enter' || event.key === ' ') && target instanceof HTMLElement &&
          target.closest('button, a, [role="tab"], [role="menuitem"], input') !== null) return;
      const run = latest.current[event.key];
      if (run === undefined) return;
      event.preventDefault();
      run(event);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [enabled]);
}
