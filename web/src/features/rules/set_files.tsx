// SPDX-License-Identifier: Apache-2.0
// The files of a set, and the text of one.
import { Button, Drawer, Input } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { get } from '@/api/client';
import type { FindingView, RuleFileList, RuleFileText } from '@/api/rule_types';
import { useTexts } from '@/i18n';
import { formatBytes, formatNumber } from '@/shared/format';
import { matches } from '@/shared/text';
import { CopyButton, Loaded, Nothing } from '@/shared/ui';
import { CodeView } from './code';
import { FindingList } from './findings';

export interface FilePlace {
  set: string;
  title: string;
  /** Empty: the list of files. */
  path: string;
  findings?: FindingView[];
  line?: number;
}

const most = 300;

function List({ place, onOpen }: { place: FilePlace; onOpen: (path: string) => void }) {
  const { t } = useTexts();
  const [q, setQ] = useState('');
  const files = useQuery({ queryKey: ['rule-sets', place.set, 'files'], queryFn: () => get<RuleFileList>(`/rule-sets/${encodeURIComponent(place.set)}/files`) });
  return (
    <Loaded query={files}>
      {({ rows }) => {
        const found = rows.filter((f) => q === '' || matches(f.path, q));
        return (
          <div className="lc-stack">
            <Input.Search allowClear placeholder={t('rule_set.find_file')} aria-label={t('rule_set.find_file')} onChange={(e) => setQ(e.target.value)} />
            <span className="lc-muted">{t('rule_set.n_files', { n: formatNumber(found.length) })}</span>
            {found.length === 0 ? <Nothing text={t('state.no_match')} /> : (
              <ul className="lc-plain-list">
                {found.slice(0, most).map((f) => (
                  <li key={f.path} className="lc-row"><button type="button" className="lc-link-button lc-mono lc-break lc-grow" onClick={() => onOpen(f.path)}>{f.path}</button><span className="lc-muted lc-small">{formatBytes(f.bytes)}</span></li>
                ))}
              </ul>
            )}
            {found.length > most ? <p className="lc-muted">{t('rule_set.more_files', { n: formatNumber(found.length - most) })}</p> : null}
          </div>
        );
      }}
    </Loaded>
  );
}

function Text({ place, path }: { place: FilePlace; path: string }) {
  const { t } = useTexts();
  const file = useQuery({
    queryKey: ['rule-sets', place.set, 'file', path], queryFn: () => get<RuleFileText>(`/rule-sets/${encodeURIComponent(place.set)}/file`, { path }),
  });
  const findings = (place.findings ?? []).filter((f) => f.file === path);
  return (
    <Loaded query={file} missing={t('rule_set.file_gone')}>
      {(data) => (
        <div className="lc-stack">
          {findings.length > 0 ? <FindingList findings={findings} /> : null}
          <div className="lc-row"><span className="lc-grow" /><CopyButton text={data.text} /></div>
          <CodeView text={data.text} label={path} findings={findings} at={place.line ?? null} />
        </div>
      )}
    </Loaded>
  );
}

export function FilesDrawer({ place, onClose }: { place: FilePlace | null; onClose: () => void }) {
  const { t } = useTexts();
  const [opened, setOpened] = useState('');
  const path = place?.path || opened;
  const close = () => {
    setOpened('');
    onClose();
  };
  return (
    <Drawer open={place !== null} onClose={close} size={820} destroyOnHidden title={place ? (path ? <span className="lc-mono lc-break">{place.set}/{path}</span> : t('rule_set.files_of', { title: place.title })) : ''}
      extra={place && place.path === '' && opened !== '' ? <Button size="small" onClick={() => setOpened('')}>{t('rule_set.all_files')}</Button> : null}>
      {place ? (path ? <Text place={place} path={path} /> : <List place={place} onOpen={setOpened} />) : null}
    </Drawer>
  );
}
