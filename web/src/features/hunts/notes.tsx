// SPDX-License-Identifier: Apache-2.0
// How a hunt looked: what it could not use, and what the matcher decided instead of SQL.
import { Alert } from 'antd';
import { Link } from 'react-router-dom';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { Card } from '@/shared/ui';
import type { Note } from './data';

function useSentence() {
  const { dyn } = useTexts();
  return (note: Note) => dyn(`hunts.note.${note.code}`, note.code).replace(/\{(count|of|title)\}/g, (_, name: string) => (name === 'title' ? note.title : formatNumber(name === 'of' ? note.of : note.count)));
}

function Details({ note }: { note: Note }) {
  return <ul className="lc-hunt-details">{note.details.map((one, i) => <li key={i}><code className="lc-break">{one}</code></li>)}</ul>;
}

/** With a title: one card that explains; without: what is missing, where it is seen first. */
export function Notes({ notes, title }: { notes: Note[]; title?: string }) {
  const { t } = useTexts();
  const sentence = useSentence();
  if (notes.length === 0) return null;
  if (!title) {
    const rejected = notes.filter((n) => n.code === 'rule_rejected');
    const rest = notes.filter((n) => n.code !== 'rule_rejected');
    return (
      <>
        {rest.map((note, i) => <Alert key={i} type="warning" showIcon title={sentence(note)} {...(note.details.length > 0 ? { description: <Details note={note} /> } : {})} data-testid={`hunt-note-${note.code}`} />)}
        {rejected.length > 0 ? (
          <Alert type="error" showIcon title={t('hunts.rejected_n', { n: formatNumber(rejected.length) })} data-testid="hunt-note-rule_rejected"
            description={<ul className="lc-hunt-details">{rejected.flatMap((n) => n.details).slice(0, 50).map((one, i) => <li key={i}><code className="lc-break">{one}</code></li>)}</ul>} />
        ) : null}
      </>
    );
  }
  return (
    <Card title={title}>
      <p className="lc-muted">{t('hunts.note_explained_why')}</p>
      <ul className="lc-hunt-notes" data-testid="hunt-notes">
        {notes.map((note, i) => (
          <li key={i}>
            <Link to={`/rules/${encodeURIComponent(note.rule)}`}>{note.title}</Link>
            <Details note={note} />
          </li>
        ))}
      </ul>
    </Card>
  );
}
