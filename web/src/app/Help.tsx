// SPDX-License-Identifier: Apache-2.0
import { Modal } from 'antd';
import { useTexts } from '@/i18n';
import type { TextKey } from '@/i18n';
import { Key } from '@/shared/ui';

const groups: { title: TextKey; keys: [string[], TextKey][] }[] = [
  { title: 'help.everywhere', keys: [[['Ctrl', 'K'], 'help.palette'], [['/'], 'help.search'], [['?'], 'help.help']] },
  {
    title: 'help.queue',
    keys: [
      [['j', 'k'], 'help.move'], [['Enter'], 'help.open'], [['Esc'], 'help.close'], [['x'], 'help.select'],
      [['a'], 'help.take'], [['e'], 'help.escalate'], [['f'], 'help.dismiss'], [['r'], 'help.reopen'],
    ],
  },
  { title: 'help.incident', keys: [[['1', '…', '6'], 'help.tabs']] },
  { title: 'nav.rules', keys: [[['j', 'k'], 'help.move'], [['Enter'], 'help.open'], [['1', '…', '5'], 'help.tabs'], [['Ctrl', 'S'], 'help.save_rule']] },
];

export function Help({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTexts();
  return (
    <Modal open={open} onCancel={onClose} footer={null} title={t('help.title')} destroyOnHidden>
      {groups.map((group) => (
        <section key={group.title} className="lc-help">
          <h3>{t(group.title)}</h3>
          <dl>
            {group.keys.map(([keys, text]) => (
              <div key={text}><dt>{keys.map((k) => <Key key={k}>{k}</Key>)}</dt><dd>{t(text)}</dd></div>
            ))}
          </dl>
        </section>
      ))}
      <p className="lc-muted">{t('help.note')}</p>
    </Modal>
  );
}
