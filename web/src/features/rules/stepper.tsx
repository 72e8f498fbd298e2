// SPDX-License-Identifier: Apache-2.0
// The way of a change into force, as steps with icon and word.
import { CheckOutlined, CloseOutlined, LoadingOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTexts } from '@/i18n';
import type { StagingStep } from './staging';

const marks: Record<StagingStep['state'], ReactNode> = {
  done: <CheckOutlined />, problem: <CloseOutlined />, running: <LoadingOutlined />, current: null, todo: null,
};

export function Stepper({ steps }: { steps: StagingStep[] }) {
  const { dyn, t } = useTexts();
  return (
    <ol className="lc-stepper" aria-label={t('staging.label')} data-testid="stepper">
      {steps.map((step, i) => (
        <li key={step.name} className={`lc-step-${step.state}`} data-step={step.name} data-state={step.state} aria-current={step.state === 'current' || step.state === 'running' ? 'step' : undefined}>
          <span className="lc-step-mark" aria-hidden="true">{marks[step.state] ?? i + 1}</span>
          <span><b>{dyn(`staging.${step.name}`)}</b><small>{dyn(`staging.state_${step.state}`)}</small></span>
        </li>
      ))}
    </ol>
  );
}
