// SPDX-License-Identifier: Apache-2.0
// The ATT&CK matrix: a tactic a column, a technique a cell with what can fire of what there is.
import { memo, useState } from 'react';
import { Link } from 'react-router-dom';
import type { TacticView, TechniqueView } from '@/api/rule_types';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { cellState, cellsOf, shownCells, tacticText } from './attack';
import type { Cell, CellState, Show } from './attack';
import { techniqueName } from './attack_names';

/** A disc filled as far as rules can fire. Plain shapes: there are a thousand of them. */
const discs: Record<CellState, string> = {
  full: 'M6 1a5 5 0 1 0 0 10A5 5 0 1 0 6 1z', most: 'M6 6V1a5 5 0 1 1-5 5z', some: 'M6 6V1a5 5 0 0 1 5 5z', none: '',
};
function Mark({ state }: { state: CellState }) {
  return <svg className="lc-mark-svg" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true"><circle cx="6" cy="6" r="5" fill="none" stroke="currentColor" /><path d={discs[state]} fill="currentColor" /></svg>;
}
const Bolt = () => <svg className="lc-mark-svg" width="11" height="12" viewBox="0 0 11 12" aria-hidden="true"><path d="M6.5 0 1 7h3.4L3.6 12 9.5 4.6H5.9z" fill="currentColor" /></svg>;

const linkOf = (id: string, agency: number | null) => `/rules?technique=${id}${agency ? `&agency=${agency}` : ''}`;

function Figures({ cell }: { cell: TechniqueView }) {
  const { t } = useTexts();
  const state = cellState(cell);
  return (
    <span className="lc-cell-n">
      <Mark state={state} /> <span aria-hidden="true">{formatNumber(cell.can_fire)}/{formatNumber(cell.rules)}</span>
      <span className="lc-sr">{t('coverage.cell', { yes: cell.can_fire, all: cell.rules })}</span>
      {cell.hits_30d > 0 ? <span className="lc-cell-hits" title={t('coverage.hits', { n: formatNumber(cell.hits_30d) })}><Bolt /> {formatNumber(cell.hits_30d)}<span className="lc-sr"> {t('coverage.hits', { n: cell.hits_30d })}</span></span> : null}
    </span>
  );
}

const TechniqueCell = memo(function TechniqueCell({ cell, agency }: { cell: Cell; agency: number | null }) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  const name = techniqueName(cell.id);
  return (
    <li className={`lc-cell lc-cell-${cellState(cell)}`} data-technique={cell.id}>
      <Link to={linkOf(cell.id, agency)} className="lc-cell-link">
        <span className="lc-cell-id">{cell.id}</span>
        {name ? <span className="lc-cell-name" lang="en">{name}</span> : null}
        <Figures cell={cell} />
      </Link>
      {cell.parts.length > 0 ? (
        <button type="button" className="lc-cell-more" aria-expanded={open} onClick={() => setOpen(!open)} title={t('coverage.parts', { n: cell.parts.length })}>
          <svg className={open ? 'lc-mark-svg lc-turned' : 'lc-mark-svg'} width="8" height="10" viewBox="0 0 8 10" aria-hidden="true"><path d="M2 1l4 4-4 4" fill="none" stroke="currentColor" strokeWidth="1.4" /></svg><span className="lc-sr">{t('coverage.parts_of', { n: cell.parts.length, id: cell.id })}</span><span aria-hidden="true">{cell.parts.length}</span>
        </button>
      ) : null}
      {open ? (
        <ul className="lc-cell-parts">{cell.parts.map((part) => (
          <li key={part.id} className={`lc-cell-${cellState(part)}`}><Link to={linkOf(part.id, agency)} className="lc-cell-part"><span>{part.id.slice(cell.id.length)}</span> <Figures cell={part} /></Link></li>
        ))}</ul>
      ) : null}
    </li>
  );
});

export function Legend() {
  const { t, dyn } = useTexts();
  return (
    <div className="lc-row lc-small" aria-label={t('coverage.legend')} role="group">
      {(['full', 'most', 'some', 'none'] as const).map((state) => <span key={state} className={`lc-cell-key lc-cell-${state}`}><Mark state={state} /> {dyn(`coverage.state_${state}`)}</span>)}
      <span className="lc-muted"><Bolt /> {t('coverage.state_hits')}</span>
    </div>
  );
}

export function Matrix({ tactics, agency, show }: { tactics: TacticView[]; agency: number | null; show: Show }) {
  const texts = useTexts();
  const { t } = texts;
  return (
    <div className="lc-matrix" role="region" aria-label={t('coverage.matrix')} tabIndex={0} data-testid="matrix">
      {tactics.map((tactic) => {
        const cells = shownCells(cellsOf(tactic), show);
        if (cells.length === 0 && show !== 'all') return null;
        const share = tactic.rules > 0 ? (100 * tactic.can_fire) / tactic.rules : 0;
        return (
          <section key={tactic.id} className="lc-tactic" id={tactic.id || 'none'} aria-label={tacticText(texts, tactic.id, tactic.name)}>
            <header>
              <h3>{tacticText(texts, tactic.id, tactic.name)}</h3>
              <span className="lc-muted lc-small" lang="en">{texts.language === 'vi' ? tactic.name : ''}</span>
              <span className="lc-bar" aria-hidden="true"><i className="lc-fill-good" style={{ width: `${share}%` }} /></span>
              <span className="lc-small" title={t('coverage.cell', { yes: tactic.can_fire, all: tactic.rules })}>{t('coverage.tactic_rules', { yes: formatNumber(tactic.can_fire), all: formatNumber(tactic.rules) })}</span>
            </header>
            <ul>{cells.map((cell) => <TechniqueCell key={cell.id} cell={cell} agency={agency} />)}</ul>
          </section>
        );
      })}
    </div>
  );
}
