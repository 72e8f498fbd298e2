// SPDX-License-Identifier: Apache-2.0
// What the answers give, and why: the criteria that decide, those that hold besides, all others on demand.
import { CheckCircleFilled, CloseCircleOutlined, MinusCircleOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { Criterion, Determination } from '@/api/level_types';
import { useTexts } from '@/i18n';
import { LevelNumber } from './tags';
import { Card, Tag } from '@/shared/ui';

function CriterionLine({ row }: { row: Criterion }) {
  const { pick } = useTexts();
  const icon = row.verdict === 'holds' ? <CheckCircleFilled className="lc-text-good" /> : row.verdict === 'fails'
    ? <CloseCircleOutlined className="lc-muted" /> : <MinusCircleOutlined className="lc-muted" />;
  return (
    <li className="lc-step" data-testid={`criterion-${row.id}`}>
      {icon}
      <span className="lc-grow">{pick(row.vi, row.en)} <span className="lc-muted lc-small lc-nowrap">({row.clause})</span></span>
      <LevelNumber level={row.level} />
    </li>
  );
}

function Group({ title, rows }: { title: string; rows: Criterion[] }) {
  if (rows.length === 0) return null;
  return (
    <>
      <h3 className="lc-sub">{title}</h3>
      <ul className="lc-steps-tree">{rows.map((row) => <CriterionLine key={row.id} row={row} />)}</ul>
    </>
  );
}

/** `onAsk` asks the question that the other rules still need. */
export function Reasoning({ result, other, onAsk }: { result: Determination; other?: Determination | undefined; onAsk?: (question: string) => void }) {
  const { t } = useTexts();
  const decides = result.criteria.filter((c) => c.decisive);
  const holds = result.criteria.filter((c) => c.verdict === 'holds' && !c.decisive);
  const rest = result.criteria.filter((c) => c.verdict !== 'holds');
  return (
    <Card title={t('calc.why')} extra={<span className="lc-muted lc-small">{result.instrument}</span>}>
      <div className="lc-stack" aria-live="polite">
        <div className="lc-score" data-testid="level-result">
          <b>{result.level > 0 ? result.level : '?'}</b>
          <span>{result.level > 0 ? t(result.complete ? 'calc.level' : 'calc.at_least', { n: result.level }) : t('calc.unknown')}
            {result.raised_from > 0 ? <><br /><span className="lc-muted">{t('calc.raised', { n: result.raised_from })}</span></> : null}</span>
        </div>
        <Group title={t('calc.decides')} rows={decides} />
        <Group title={t('calc.holds')} rows={holds} />
        <details className="lc-details">
          <summary>{t('calc.all')} ({result.criteria.length})</summary>
          <Group title={t('calc.fails')} rows={rest.filter((c) => c.verdict === 'fails')} />
          <Group title={t(result.complete ? 'calc.open' : 'calc.open_yet')} rows={rest.filter((c) => c.verdict === 'open')} />
        </details>
        {other ? (
          <div>
            <h3 className="lc-sub">{t('calc.other_regime', { name: other.instrument })}</h3>
            <p className="lc-row" data-testid="other-regime">
              {other.complete ? t('calc.same', { n: other.level }) : other.level > 0 ? t('calc.at_least', { n: other.level }) : t('calc.other_open')}
              {other.complete && other.level !== result.level ? <Tag tone="medium">≠</Tag> : null}
              {!other.complete && onAsk ? <Button size="small" onClick={() => onAsk(other.next)} data-testid="ask-other">{t('calc.ask_other')}</Button> : null}
            </p>
            {other.complete ? <ul className="lc-steps-tree">{other.criteria.filter((c) => c.decisive).map((row) => <CriterionLine key={row.id} row={row} />)}</ul> : null}
          </div>
        ) : null}
      </div>
    </Card>
  );
}
