// SPDX-License-Identifier: Apache-2.0
// The head that the pages of the ranking share: the way between them, title and actions.
import type { ReactNode } from 'react';
import { NavLink, useLocation } from 'react-router-dom';
import { useTexts } from '@/i18n';
import type { TextKey } from '@/i18n';
import { ownAgencyOnly, useCan, useMe } from '@/shared/session';
import { PageHead } from '@/shared/ui';
import './ranking.css';

const pages: [path: string, text: TextKey, resource: string][] = [
  ['/ranking', 'rank.tab_table', 'ranking'],
  ['/ranking/map', 'rank.tab_map', 'ranking'],
  ['/ranking/heat', 'rank.tab_heat', 'ranking'],
  ['/ranking/months', 'rank.tab_months', 'ranking'],
  ['/appeals', 'rank.tab_appeals', 'score_appeal'],
  ['/ranking/scorecards', 'rank.tab_scorecards', 'scorecard'],
];

/** The page that an address belongs to: the longest that begins it. */
function pageOf(pathname: string): string {
  return pages.map(([path]) => path).filter((path) => pathname === path || pathname.startsWith(`${path}/`))
    .sort((a, b) => b.length - a.length)[0] ?? '/ranking';
}

export function RankingSection({ title, sub, tags, extra, children }: {
  title: ReactNode; sub?: ReactNode; tags?: ReactNode; extra?: ReactNode; children: ReactNode;
}) {
  const { t } = useTexts();
  const me = useMe();
  const can = useCan();
  const { pathname } = useLocation();
  const here = pageOf(pathname);
  return (
    <>
      {ownAgencyOnly(me, 'ranking', 'read') ? null : (
        <nav className="lc-subnav" aria-label={t('nav.ranking')}>
          {pages.filter(([, , resource]) => can(resource)).map(([path, text]) => (
            <NavLink key={path} to={path} end className={path === here ? 'lc-subnav-on' : ''} aria-current={path === here ? 'page' : undefined}>{t(text)}</NavLink>
          ))}
        </nav>
      )}
      <PageHead title={title} {...(sub ? { sub } : {})} {...(tags ? { tags } : {})} {...(extra ? { extra } : {})} />
      {children}
    </>
  );
}

/** A download that keeps the page where it is. */
export function DownloadLink({ href, children }: { href: string; children: ReactNode }) {
  return <a className="lc-button-link" href={`/api/v1${href}`} download>{children}</a>;
}
