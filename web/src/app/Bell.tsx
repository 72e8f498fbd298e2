// SPDX-License-Identifier: Apache-2.0
// The bell in the frame: how many own notices are unread, and the way to them.
import { BellOutlined } from '@ant-design/icons';
import { NavLink } from 'react-router-dom';
import { useTexts } from '@/i18n';
import { useInbox } from '@/shared/notices';

export function Bell() {
  const { t } = useTexts();
  const unread = useInbox(true, 1).data?.unread ?? 0;
  const label = unread > 0 ? t('shell.notices_unread', { n: unread }) : t('nav.notices');
  return (
    <NavLink to="/notices" className="lc-bell" aria-label={label} title={label} data-testid="bell" data-unread={unread}>
      <BellOutlined aria-hidden="true" />
      {unread > 0 ? <b aria-hidden="true">{unread > 99 ? '99+' : unread}</b> : null}
    </NavLink>
  );
}
