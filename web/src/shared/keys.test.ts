// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { isWriting } from './keys';

/** What isWriting says while the key press is under way. */
function press(html: string, init: KeyboardEventInit = {}): boolean {
  document.body.innerHTML = html;
  let writing = false;
  const listen = (event: KeyboardEvent) => {
    writing = isWriting(event);
  };
  window.addEventListener('keydown', listen);
  document.body.firstElementChild?.dispatchEvent(new KeyboardEvent('keydown', { key: 'f', bubbles: true, ...init }));
  window.removeEventListener('keydown', listen);
  return writing;
}

describe('isWriting', () => {
  it.each(['<input>', '<textarea></textarea>', '<input type="search">'])('true in %s', (html) => {
    expect(press(html)).toBe(true);
  });
  it.each(['<button>x</button>', '<input type="checkbox">', '<div></div>'])('false in %s', (html) => {
    expect(press(html)).toBe(false);
  });
  it('true while an input method composes', () => {
    expect(press('<div></div>', { isComposing: true })).toBe(true);
  });
});
