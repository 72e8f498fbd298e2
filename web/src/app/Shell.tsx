// SPDX-License-Identifier: Apache-2.0
// The frame around every page: banner, bar, head.
import {
  KeyOutlined, LogoutOutlined, MenuOutlined, QuestionCircleOutlined, SearchOutlined, UserOutlined,
} from '@ant-design/icons';
import { Button, Drawer, Dropdown, Tooltip } from 'antd';
import { Suspense, useEffect, useState } from 'react';
import { NavLink, Outlet, useLocation } from 'react-router-dom';
import { useTexts } from '@/i18n';
import { useKeys } from '@/shared/keys';
import { useLiveState } from '@/shared/live';
import { useSession } from '@/shared/session';
import { Loading } from '@/shared/ui';
import { Bell } from './Bell';
import { Boundary } from './Boundary';
import { Help } from './Help';
import { Shield } from './Login';
import { barOf } from './nav';
import type { Entry } from './nav';
import { Palette } from './Palette';
import { PasswordDialog } from './Password';
import { LanguageButton, ThemeButton } from './Switches';

function active(entry: Entry, bar: Entry[], path: string): boolean {
  const hits = bar.filter((e) => path === e.path || path.startsWith(`${e.path}/`));
  const longest = hits.sort((a, b) => b.path.length - a.path.length)[0];
  return longest === entry;
}

function Bar({ onGo }: { onGo?: () => void }) {
  const { t } = useTexts();
  const { me } = useSession();
  const { pathname } = useLocation();
  const bar = barOf(me);
  return (
    <nav aria-label={t('nav.label')} className="lc-nav-list">
      {bar.map((entry) => {
        const on = active(entry, bar, pathname);
        return (
          <NavLink key={entry.path} to={entry.path} onClick={onGo}
            className={on ? 'lc-nav-item lc-nav-on' : 'lc-nav-item'} aria-current={on ? 'page' : undefined}>
            {entry.icon}
            <span>{t(entry.text)}</span>
          </NavLink>
        );
      })}
    </nav>
  );
}

function LiveMark() {
  const { dyn, t } = useTexts();
  const state = useLiveState();
  return (
    <span className={`lc-live lc-live-${state}`} role="status" aria-label={t('live.state')}
      data-testid="live-state" data-state={state} title={dyn(`live.${state}`)}>
      <i aria-hidden="true" />
      <span>{dyn(`live.${state}`)}</span>
    </span>
  );
}

function AccountMenu({ onPassword }: { onPassword: () => void }) {
  const { t, dyn } = useTexts();
  const { me, signOut } = useSession();
  const items = [
    { key: 'who', disabled: true, label: <span>{me.name}<br /><small>{me.agency_name || dyn(`role.${me.role}`)}</small></span> },
    { key: 'password', icon: <KeyOutlined />, label: t('shell.password'), onClick: onPassword },
    { key: 'out', icon: <LogoutOutlined />, label: t('shell.sign_out'), onClick: signOut },
    { key: 'version', disabled: true, label: <small>{t('shell.version', { version: me.version })}</small> },
  ];
  return (
    <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
      <Button type="text" data-testid="account-menu" icon={<UserOutlined aria-hidden="true" />}>
        <span className="lc-sr">{t('shell.account')}</span>
        <span className="lc-wide-only lc-account">
          <span>{me.name}</span>
          <small>{dyn(`role.${me.role}`)}</small>
        </span>
      </Button>
    </Dropdown>
  );
}

export function Shell() {
  const { t } = useTexts();
  const { me } = useSession();
  const { pathname } = useLocation();
  const [menu, setMenu] = useState(false);
  const [help, setHelp] = useState(false);
  const [palette, setPalette] = useState(false);
  const [password, setPassword] = useState(false);
  useKeys({ '?': () => setHelp(true) });
  useEffect(() => {
    document.documentElement.dataset['demo'] = me.demo ? '1' : '0';
  }, [me.demo]);
  return (
    <div className="lc-shell">
      <a className="lc-skip" href="#main">{t('shell.skip')}</a>
      {me.demo ? <div className="lc-demo" role="note" data-testid="demo-banner">{t('shell.demo')}</div> : null}
      <div className="lc-body">
        <aside className="lc-side">
          <div className="lc-brand"><Shield /><div><b>{t('app.name')}</b><small>{me.province}</small></div></div>
          <Bar />
        </aside>
        <div className="lc-right">
          <header className="lc-top">
            <Button className="lc-narrow-only" type="text" aria-label={t('nav.menu')} icon={<MenuOutlined />} onClick={() => setMenu(true)} />
            <button type="button" className="lc-find" onClick={() => setPalette(true)} data-testid="palette-open">
              <SearchOutlined /><span>{t('shell.search')}</span><kbd className="lc-kbd">Ctrl K</kbd>
            </button>
            <span className="lc-grow" />
            <LiveMark />
            <Bell />
            <Tooltip title={t('shell.help')}>
              <Button type="text" aria-label={t('shell.help')} icon={<QuestionCircleOutlined />} onClick={() => setHelp(true)} />
            </Tooltip>
            <LanguageButton />
            <ThemeButton />
            <AccountMenu onPassword={() => setPassword(true)} />
          </header>
          <main id="main" className="lc-main" tabIndex={-1}>
            <Boundary key={pathname}>
              <Suspense fallback={<Loading />}><Outlet /></Suspense>
            </Boundary>
          </main>
        </div>
      </div>
      <Drawer open={menu} placement="left" size={260} onClose={() => setMenu(false)} title={t('app.name')}
        classNames={{ body: 'lc-side-drawer' }}>
        <Bar onGo={() => setMenu(false)} />
      </Drawer>
      <Help open={help} onClose={() => setHelp(false)} />
      <Palette open={palette} setOpen={setPalette} />
      <PasswordDialog open={password} forced={false} onClose={() => setPassword(false)} />
    </div>
  );
}
