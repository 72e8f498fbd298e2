// SPDX-License-Identifier: Apache-2.0
// The head that the pages of findings share: title, actions, and the way between them.
import type { ReactNode } from 'react';
import { NavLink } from 'react-router-dom';
import { useTexts } from '@/i18n';
import { useCan } from '@/shared/session';
import { PageHead } from '@/shared/ui';

export function Section({ title, sub, tags, extra, children }: {
  title: ReactNode; sub?: ReactNode; tags?: ReactNode; extra?: ReactNode; children: ReactNode;
}) {
  const { t } = useTexts();
  const can = useCan();
  return (
    <>
      <nav className="lc-subnav" aria-label={t('nav.findings')}>
        <NavLink to="/findings" end className={({ isActive }) => (isActive ? 'lc-subnav-on' : '')}>{t('nav.findings')}</NavLink>
        {can('finding_import') ? <NavLink to="/findings/imports" className={({ isActive }) => (isActive ? 'lc-subnav-on' : '')}>{t('nav.finding_imports')}</NavLink> : null}
        {can('scan_authorisation') ? <NavLink to="/findings/scans" className={({ isActive }) => (isActive ? 'lc-subnav-on' : '')}>{t('nav.scans')}</NavLink> : null}
      </nav>
      <PageHead title={title} {...(sub ? { sub } : {})} {...(tags ? { tags } : {})} {...(extra ? { extra } : {})} />
      {children}
    </>
  );
}
