// SPDX-License-Identifier: Apache-2.0
import { Button } from 'antd';
import { Component } from 'react';
import type { ReactNode } from 'react';
import { useTexts } from '@/i18n';

function Crashed({ detail }: { detail: string }) {
  const { t } = useTexts();
  return (
    <div className="lc-state lc-problem" role="alert">
      <h2>{t('state.crashed')}</h2>
      <p className="lc-muted">{detail}</p>
      <Button onClick={() => window.location.reload()}>{t('action.retry')}</Button>
    </div>
  );
}

/** A page that throws shows what happened; the frame around it stays. */
export class Boundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };
  static getDerivedStateFromError(error: Error) {
    return { error };
  }
  override render() {
    return this.state.error ? <Crashed detail={this.state.error.message} /> : this.props.children;
  }
}
