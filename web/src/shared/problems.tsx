// SPDX-License-Identifier: Apache-2.0
// Errors of the server in the reader's words.
import { App } from 'antd';
import { useCallback } from 'react';
import { ProblemError } from '@/api/client';
import { useTexts } from '@/i18n';
import type { Texts } from '@/i18n';

/** "too_long:200" → "Tối đa 200 ký tự". Unknown keys are shown as they came. */
export function fieldMessage(texts: Texts, message: string): string {
  const [key = '', ...rest] = message.split(':');
  const text = texts.dyn(`invalid.${key}`, message);
  return text.replace('{n}', rest.join(':').trim());
}

export function problemText(texts: Texts, error: unknown): string {
  if (!(error instanceof ProblemError)) return texts.t('problem.unknown');
  const { problem } = error;
  const text = texts.dyn(`problem.${problem.code}`, '');
  if (text !== '') return text;
  if (problem.status === 401) return texts.t('problem.unauthenticated');
  if (problem.status === 403) return texts.t('problem.denied');
  if (problem.status === 404) return texts.t('problem.not_found');
  return problem.detail || problem.title || texts.t('problem.unknown');
}

/** The problem with the server's own detail behind it, when that says more. */
export function problemDetail(error: unknown): string {
  if (!(error instanceof ProblemError)) return '';
  const { detail, traceId } = error.problem;
  return [detail, traceId ? `(${traceId})` : ''].filter(Boolean).join(' ');
}

/** Messages in the corner: `done` after success, `failed` with the problem in words. */
export function useNotice() {
  const { message, notification } = App.useApp();
  const texts = useTexts();
  const failed = useCallback((error: unknown) => {
    const text = problemText(texts, error);
    const fields = error instanceof ProblemError ? error.problem.fields : [];
    notification.error({
      title: text,
      description: fields.length > 0
        ? fields.map((f) => `${f.name}: ${fieldMessage(texts, f.message)}`).join('; ')
        : problemDetail(error),
      placement: 'bottomRight',
    });
  }, [notification, texts]);
  const done = useCallback((text: string) => void message.success(text), [message]);
  return { done, failed };
}
