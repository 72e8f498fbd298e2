// SPDX-License-Identifier: Apache-2.0
// The list of any register. The address holds the API's own query parameters.
import { DownloadOutlined, PlusOutlined, UploadOutlined } from '@ant-design/icons';
import { Button, Checkbox, Input, Table } from 'antd';
import type { TableProps } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { ProblemError, apiUrl, toProblem } from '@/api/client';
import { useTexts } from '@/i18n';
import { useEntities, useRows } from '@/shared/entity/data';
import type { RecordRow } from '@/shared/entity/data';
import { columnFields } from '@/shared/entity/model';
import type { Entity, Field } from '@/shared/entity/model';
import { FieldValue } from '@/shared/entity/value';
import { formatNumber } from '@/shared/format';
import { useKeys } from '@/shared/keys';
import { useAgencies } from '@/shared/lookups';
import { ownAgencyOnly, useCan, useMe } from '@/shared/session';
import { matchRank } from '@/shared/text';
import { useUrlState } from '@/shared/url';
import { BulkBar, useSelection } from './bulk';
import { ErrorView, Loaded, Nothing, PageHead, Time } from '@/shared/ui';

export default function Register() {
  const { path = '' } = useParams();
  const entities = useEntities();
  return (
    <Loaded query={entities}>
      {(all) => {
        const entity = all.get(path);
        return entity ? <List key={path} entity={entity} /> : <ErrorView error={new ProblemError(toProblem(404, {}))} />;
      }}
    </Loaded>
  );
}

/** Search field that writes to the address a moment after the last key. */
function SearchBox({ value, onSearch }: { value: string; onSearch: (text: string) => void }) {
  const { t } = useTexts();
  const [text, setText] = useState(value);
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef(onSearch);
  latest.current = onSearch;
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return undefined;
    const timer = window.setTimeout(() => latest.current(text), 300);
    return () => window.clearTimeout(timer);
  }, [text, value]);
  useKeys({ '/': () => box.current?.querySelector('input')?.focus() });
  return (
    <div ref={box} className="lc-search">
      <Input.Search allowClear value={text} placeholder={t('registers.search')} aria-label={t('registers.search')}
        onChange={(e) => setText(e.target.value)} onSearch={(v) => latest.current(v)} />
    </div>
  );
}

type Columns = NonNullable<TableProps<RecordRow>['columns']>;

function useColumns(entity: Entity, state: ReturnType<typeof useUrlState>): Columns {
  const { dyn, t } = useTexts();
  const agencies = useAgencies();
  const me = useMe();
  const sort = state.text('sort');
  const order = (name: string) => (sort === name ? 'ascend' : sort === `-${name}` ? 'descend' : null);
  const filters = (field: Field) => {
    if (field.kind === 'enum') return field.choices.map((c) => ({ value: c, text: dyn(`choice.${entity.name}.${field.name}.${c}`) }));
    if (field.kind === 'boolean') return [{ value: 'true', text: t('yes') }, { value: 'false', text: t('no') }];
    if (field.reference === 'agency') return agencies.rows.map((a) => ({ value: String(a.id), text: a.name }));
    return undefined;
  };
  // Whoever sees one agency alone needs no column that names it.
  const fields = columnFields(entity).filter((f) => !(f.reference === 'agency' && f.name === 'agency_id' && ownAgencyOnly(me, entity.name, 'read')));
  const columns: Columns = fields.map((field) => {
    const options = filters(field);
    return {
      key: field.name,
      dataIndex: field.name,
      title: dyn(`field.${entity.name}.${field.name}`, field.name),
      sorter: field.kind !== 'json',
      sortOrder: order(field.name),
      ...(options ? {
        filters: options,
        filteredValue: state.list(field.name).length > 0 ? state.list(field.name) : null,
        filterSearch: options.length > 8
          ? (input: string, item: { text?: unknown }) => matchRank(String(item.text ?? ''), input) >= 0 : false,
      } : {}),
      ...(field.kind === 'integer' ? { align: 'right' as const } : {}),
      render: (value: unknown, row: RecordRow) => field.name === entity.title
        ? <Link to={`/registers/${entity.path}/${row.id}`} className="lc-record-link"><FieldValue entity={entity.name} field={{ ...field, kind: field.kind === 'reference' ? 'text' : field.kind }} value={value} /></Link>
        : <FieldValue entity={entity.name} field={field} value={value} />,
    };
  });
  columns.push({
    key: 'updated_at', dataIndex: 'updated_at', title: dyn('field.row.updated_at'), sorter: true,
    sortOrder: order('updated_at'), render: (value: string) => <Time at={value} />,
  });
  return columns;
}

function withLanguage(filters: URLSearchParams, language: string): URLSearchParams {
  const query = new URLSearchParams(filters);
  query.set('lang', language);
  return query;
}

function apiFilters(params: URLSearchParams): URLSearchParams {
  const filters = new URLSearchParams(params);
  filters.delete('after');
  filters.delete('limit');
  return filters;
}

function List({ entity }: { entity: Entity }) {
  const { t, dyn, language } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const state = useUrlState();
  const filters = apiFilters(state.params);
  const { query, rows, total } = useRows<RecordRow>(entity.path, filters);
  const columns = useColumns(entity, state);
  const filtered = [...filters.keys()].some((name) => name !== 'sort' && name !== 'archived');
  const onChange: TableProps<RecordRow>['onChange'] = (_, chosen, sorter, extra) => {
    if (extra.action === 'filter') {
      state.set(Object.fromEntries(Object.entries(chosen).map(([name, values]) => [name, (values ?? []).map(String)])));
    } else if (extra.action === 'sort' && !Array.isArray(sorter)) {
      const name = String(sorter.columnKey ?? '');
      state.set({ sort: sorter.order === 'ascend' ? name : sorter.order === 'descend' ? `-${name}` : null });
    }
  };
  const file = (kind: 'csv' | 'xlsx') => apiUrl(`/${entity.path}.${kind}`, kind === 'xlsx' ? withLanguage(filters, language) : filters);
  const writes = can(entity.name, 'write');
  const selection = useSelection(filters.toString(), total);
  return (
    <>
      <PageHead title={dyn(`entity.${entity.name}`)} sub={dyn(`entity.${entity.name}.what`, '')}
        extra={<>
          {entity.hasExport ? (
            <>
              <Button icon={<DownloadOutlined />} href={file('xlsx')} download data-testid="export-xlsx">{t('list.export_xlsx')}</Button>
              <Button icon={<DownloadOutlined />} href={file('csv')} download data-testid="export-csv">{t('action.export')}</Button>
            </>
          ) : null}
          {entity.canImport && writes ? <Button icon={<UploadOutlined />} data-testid="import" onClick={() => navigate(`/import/${entity.path}`)}>{t('list.import')}</Button> : null}
          {entity.canCreate && writes ? (
            <Button type="primary" icon={<PlusOutlined />} data-testid="create"
              onClick={() => navigate(`/registers/${entity.path}/new`)}>{t('action.add')}</Button>
          ) : null}
        </>} />
      <div className="lc-filters">
        <SearchBox value={state.text('q')} onSearch={(q) => state.set({ q })} />
        <Checkbox checked={state.text('archived') === '1'} onChange={(e) => state.set({ archived: e.target.checked ? '1' : null })}>
          {t('registers.archived')}
        </Checkbox>
        {filtered ? (
          <Button type="link" onClick={() => state.set(Object.fromEntries([...filters.keys()].filter((n) => n !== 'sort').map((n) => [n, null])))}>
            {t('action.clear_filters')}
          </Button>
        ) : null}
        <span className="lc-grow" />
        <span className="lc-muted" data-testid="total" role="status">{t('registers.total', { n: formatNumber(total) })}</span>
      </div>
      {query.error && rows.length === 0 ? <ErrorView error={query.error} retry={() => void query.refetch()} /> : (
        <div className="lc-card lc-card-flush lc-scroll-x">
          {entity.canBulk && writes ? <BulkBar entity={entity} selection={selection} filters={filters} shown={rows.length} total={total} /> : null}
          <Table<RecordRow> size="small" rowKey="id" columns={columns} dataSource={rows} pagination={false} onChange={onChange}
            loading={query.isPending} {...(entity.canBulk && writes ? { rowSelection: { selectedRowKeys: selection.all ? rows.map((r) => r.id) : selection.ids, preserveSelectedRowKeys: true, onChange: (keys) => selection.pick(keys.map(Number)) } } : {})} showSorterTooltip={false}
            locale={{ emptyText: <Nothing text={filtered ? t('state.no_match') : t('state.empty')} /> }}
            rowClassName={(row) => (row.archived ? 'lc-muted' : '')} />
        </div>
      )}
      {query.hasNextPage ? (
        <div className="lc-more">
          <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage} data-testid="load-more">
            {t('registers.more', { shown: formatNumber(rows.length), n: formatNumber(total) })}
          </Button>
        </div>
      ) : null}
    </>
  );
}

