// SPDX-License-Identifier: Apache-2.0
// The head that the pages of indicators share: title, actions, and the way between them.
import type { ReactNode } from 'react';
import { NavLink, useLocation } from 'react-router-dom';
import { useTexts } from '@/i18n';
import type { TextKey } from '@/i18n';
import { PageHead } from '@/shared/ui';
import { useFollow } from './data';

const pages: [string, TextKey][] = [
  ['/indicators', 'ioc.nav_lists'], ['/indicators/all', 'ioc.nav_all'], ['/indicators/lookup', 'ioc.nav_lookup'], ['/indicators/exclusions', 'ioc.nav_exclusions'],
];

export function IndicatorSection({ title, sub, tags, extra, children }: {
  title: ReactNode; sub?: ReactNode; tags?: ReactNode; extra?: ReactNode; children: ReactNode;
}) {
  const { t } = useTexts();
  const { pathname } = useLocation();
  useFollow();
  const here = pages.slice(1).find(([path]) => pathname === path)?.[0] ?? '/indicators';
  return (
    <>
      <nav className="lc-subnav" aria-label={t('nav.indicators')}>
        {pages.map(([path, text]) => (
          <NavLink key={path} to={path} end className={path === here ? 'lc-subnav-on' : ''} aria-current={path === here ? 'page' : undefined}>{t(text)}</NavLink>
        ))}
      </nav>
      <PageHead title={title} {...(sub ? { sub } : {})} {...(tags ? { tags } : {})} {...(extra ? { extra } : {})} />
      {children}
    </>
  );
}
