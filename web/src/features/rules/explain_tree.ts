// SPDX-License-Identifier: Apache-2.0
// The steps of an explanation as a tree.
import type { ExplainStep } from '@/api/rule_types';

export interface StepNode {
  step: ExplainStep;
  children: StepNode[];
}

export function toTree(steps: ExplainStep[]): StepNode[] {
  const roots: StepNode[] = [];
  const open: StepNode[] = [];
  for (const step of steps) {
    const node: StepNode = { step, children: [] };
    open.length = Math.min(open.length, Math.max(0, step.depth));
    const parent = open[open.length - 1];
    (parent ? parent.children : roots).push(node);
    open.push(node);
  }
  return roots;
}

/** Of a long list: what holds stays, of the rest the first few. Order is kept. */
export function folded(children: StepNode[], most = 12): { shown: StepNode[]; hidden: number } {
  if (children.length <= most) return { shown: children, hidden: 0 };
  let spare = most - Math.min(most, children.filter((c) => c.step.holds).length);
  const shown = children.filter((child) => child.step.holds || spare-- > 0);
  return { shown, hidden: children.length - shown.length };
}
