// SPDX-License-Identifier: Apache-2.0
// The head that the pages of detection content share: title, actions, and the way between them.
import type { ReactNode } from 'react';
import { NavLink, useLocation } from 'react-router-dom';
import { useTexts } from '@/i18n';
import { PageHead } from '@/shared/ui';
import { useSets } from './data';
import { pageOf, pages } from './places';

export function RulesSection({ title, sub, tags, extra, children }: {
  title: ReactNode; sub?: ReactNode; tags?: ReactNode; extra?: ReactNode; children: ReactNode;
}) {
  const { t } = useTexts();
  const { pathname } = useLocation();
  const sets = useSets();
  const here = pageOf(pathname);
  return (
    <>
      <nav className="lc-subnav" aria-label={t('nav.rules')}>
        {pages.map(([path, text]) => (
          <NavLink key={path} to={path} end className={path === here ? 'lc-subnav-on' : ''} aria-current={path === here ? 'page' : undefined}>
            {t(text)}
            {path === '/rules/sets' && sets.data?.is_changed ? <span className="lc-subnav-mark">{t('rule_set.waiting')}</span> : null}
          </NavLink>
        ))}
      </nav>
      <PageHead title={title} {...(sub ? { sub } : {})} {...(tags ? { tags } : {})} {...(extra ? { extra } : {})} />
      {children}
    </>
  );
}
