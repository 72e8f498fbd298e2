// SPDX-License-Identifier: Apache-2.0
import { LockOutlined, UserOutlined } from '@ant-design/icons';
import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { ProblemError, post } from '@/api/client';
import type { Me } from '@/api/types';
import { useTexts } from '@/i18n';
import { problemText } from '@/shared/problems';
import { LanguageButton, ThemeButton } from './Switches';

export function Login({ onDone }: { onDone: (me: Me) => void }) {
  const texts = useTexts();
  const { t } = texts;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const submit = async (values: { login: string; password: string }) => {
    setBusy(true);
    setError('');
    try {
      onDone(await post<Me>('/session', values));
    } catch (problem) {
      const wrong = problem instanceof ProblemError && problem.problem.status === 401;
      setError(wrong ? t('login.wrong') : problemText(texts, problem));
      setBusy(false);
    }
  };
  return (
    <div className="lc-login">
      <div className="lc-login-side" aria-hidden="true">
        <Shield size={72} />
        <div className="lc-login-name">{t('app.name')}</div>
        <p>{t('login.intro')}</p>
      </div>
      <main className="lc-login-main">
        <div className="lc-login-tools"><LanguageButton /><ThemeButton /></div>
        <div className="lc-login-box">
          <h1>{t('login.title')}</h1>
          <p className="lc-muted">{t('app.tagline')}</p>
          {error ? <Alert type="error" showIcon title={error} className="lc-gap-below" role="alert" /> : null}
          <Form layout="vertical" requiredMark={false} onFinish={(v: { login: string; password: string }) => void submit(v)}>
            <Form.Item name="login" label={t('login.login')} rules={[{ required: true, message: t('invalid.required') }]}>
              <Input size="large" prefix={<UserOutlined />} autoComplete="username" autoFocus autoCapitalize="none" spellCheck={false} />
            </Form.Item>
            <Form.Item name="password" label={t('login.password')} rules={[{ required: true, message: t('invalid.required') }]}>
              <Input.Password size="large" prefix={<LockOutlined />} autoComplete="current-password" />
            </Form.Item>
            <Button type="primary" htmlType="submit" size="large" block loading={busy}>{t('login.submit')}</Button>
          </Form>
          <p className="lc-login-public"><a href="/bao-su-co">{t('login.public')}</a></p>
        </div>
      </main>
    </div>
  );
}

export function Shield({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path fill="currentColor" opacity="0.92" d="M16 2 4 6v9c0 7.6 5 12.700 12 15 7-2.300 12-7.400 12-15V6z" />
      <path fill="none" stroke="var(--lc-nav)" strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round" d="m10.500 16 4 4 7.500-8" />
    </svg>
  );
}
