// SPDX-License-Identifier: Apache-2.0
// One record of any register: shown, changed, archived; with its history.
import { EditOutlined, HistoryOutlined, InboxOutlined, UndoOutlined } from '@ant-design/icons';
import { App, Button, Drawer, Form } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router-dom';
import { ProblemError, get, patch, post, request, toProblem } from '@/api/client';
import type { FactView, Me } from '@/api/types';
import { useTexts } from '@/i18n';
import { useEntities } from '@/shared/entity/data';
import type { RecordRow } from '@/shared/entity/data';
import { EntityFields, FormProblem, changedValues, placeProblem, useDraft } from '@/shared/entity/form';
import type { Values } from '@/shared/entity/form';
import { formFields, isBaseField } from '@/shared/entity/model';
import type { Entity } from '@/shared/entity/model';
import { FieldValue } from '@/shared/entity/value';
import { backOf } from '@/shared/evidence_kinds';
import { today } from '@/shared/format';
import { FactList } from '@/shared/history';
import { useNotice } from '@/shared/problems';
import { ownAgencyOnly, useCan, useMe } from '@/shared/session';
import { Card, ErrorView, Loaded, PageHead, Tag, Time } from '@/shared/ui';

export default function Record({ create, edit }: { create?: boolean; edit?: boolean }) {
  const { path = '', id = '' } = useParams();
  const entities = useEntities();
  return (
    <Loaded query={entities}>
      {(all) => {
        const entity = all.get(path);
        if (!entity) return <ErrorView error={new ProblemError(toProblem(404, {}))} />;
        return create ? <New entity={entity} /> : <Existing key={id} entity={entity} id={id} edit={edit ?? false} />;
      }}
    </Loaded>
  );
}

function Back({ entity }: { entity: Entity }) {
  const { dyn } = useTexts();
  return <Link to={`/registers/${entity.path}`}>← {dyn(`entity.${entity.name}`)}</Link>;
}

const daysOfDoing = new Set(['performed_on', 'held_on', 'issued_on', 'attested_on']);

/** Values a new record starts from: the person's own agency, what the address says, "no" for switches, today for what was done. */
function initialValues(entity: Entity, me: Me, params: URLSearchParams): Values {
  const values: Values = {};
  for (const field of entity.newFields) {
    const given = params.get(field.name);
    if (given !== null) values[field.name] = field.kind === 'reference' || field.kind === 'integer' ? Number(given) : field.kind === 'boolean' ? given === 'true' : given;
    else if (daysOfDoing.has(field.name)) values[field.name] = today();
    else if (field.initial !== undefined && field.initial !== null) values[field.name] = field.initial;
    else if (field.kind === 'boolean') values[field.name] = field.name === 'enabled';
    else if (field.name === 'agency_id' && me.agency_id !== null) values[field.name] = me.agency_id;
  }
  return values;
}

function New({ entity }: { entity: Entity }) {
  const texts = useTexts();
  const { t, dyn } = texts;
  const me = useMe();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { done } = useNotice();
  const [form] = Form.useForm<Values>();
  const draft = useDraft(form, `new.${entity.name}`);
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const fields = entity.newFields;
  const start = initialValues(entity, me, params);
  const submit = async (values: Values) => {
    setBusy(true);
    setError('');
    try {
      const row = await post<RecordRow>(`/${entity.path}`, changedValues(fields, {}, values));
      draft.forget();
      done(t('done.saved'));
      void queries.invalidateQueries({ queryKey: ['rows', entity.path] });
      for (const key of ['lookup', 'duties', 'score', 'overview', 'directive']) void queries.invalidateQueries({ queryKey: [key] });
      navigate(backOf(params) ?? `/registers/${entity.path}/${row.id}`, { replace: true });
    } catch (problem) {
      setError(placeProblem(texts, form, new Set(fields.map((f) => f.name)), problem));
      setBusy(false);
    }
  };
  return (
    <>
      <PageHead title={`${t('action.add')}: ${dyn(`entity.${entity.name}.one`)}`} sub={<Back entity={entity} />} />
      <Card className="lc-form-card">
        <FormProblem text={error} />
        <Form form={form} layout="vertical" initialValues={start} onFinish={(v: Values) => void submit(v)}
          onValuesChange={(_, all: Values) => draft.keep(all)} scrollToFirstError>
          <EntityFields entity={entity} fields={fields} hidden={ownAgencyOnly(me, entity.name, 'write') ? ['agency_id'] : []} />
          <div className="lc-sticky-foot">
            <Button onClick={() => { draft.forget(); navigate(-1); }}>{t('action.cancel')}</Button>
            <Button type="primary" htmlType="submit" loading={busy} data-testid="save">{t('action.save')}</Button>
          </div>
        </Form>
      </Card>
    </>
  );
}

function Edit({ entity, row, onDone }: { entity: Entity; row: RecordRow; onDone: () => void }) {
  const texts = useTexts();
  const { t } = texts;
  const me = useMe();
  const queries = useQueryClient();
  const { done } = useNotice();
  const [form] = Form.useForm<Values>();
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const fields = formFields(entity);
  const submit = async (values: Values) => {
    const changes = changedValues(fields, row, values);
    if (Object.keys(changes).length === 0) return onDone();
    setBusy(true);
    setError('');
    try {
      const next = await patch<RecordRow>(`/${entity.path}/${row.id}`, changes, row.version);
      queries.setQueryData(['record', entity.path, String(row.id)], next);
      void queries.invalidateQueries({ queryKey: ['rows', entity.path] });
      void queries.invalidateQueries({ queryKey: ['history', entity.path, row.id] });
      void queries.invalidateQueries({ queryKey: ['lookup'] });
      done(t('done.saved'));
      onDone();
    } catch (problem) {
      setError(placeProblem(texts, form, new Set(fields.map((f) => f.name)), problem));
      setBusy(false);
    }
  };
  return (
    <>
      <FormProblem text={error} />
      <Form form={form} layout="vertical" initialValues={row} onFinish={(v: Values) => void submit(v)} scrollToFirstError>
        <EntityFields entity={entity} fields={fields} hidden={ownAgencyOnly(me, entity.name, 'write') ? ['agency_id'] : []} />
        <div className="lc-sticky-foot">
          <Button onClick={onDone}>{t('action.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={busy} data-testid="save">{t('action.save')}</Button>
        </div>
      </Form>
    </>
  );
}

function Existing({ entity, id, edit }: { entity: Entity; id: string; edit: boolean }) {
  const record = useQuery({
    queryKey: ['record', entity.path, id],
    queryFn: () => get<RecordRow>(`/${entity.path}/${encodeURIComponent(id)}`),
  });
  return <Loaded query={record}>{(row) => <Shown entity={entity} row={row} edit={edit} />}</Loaded>;
}

function History({ entity, id }: { entity: Entity; id: number }) {
  const history = useQuery({
    queryKey: ['history', entity.path, id],
    queryFn: () => get<{ rows: FactView[] }>(`/${entity.path}/${id}/history`),
  });
  return <Loaded query={history}>{(data) => <FactList facts={data.rows} />}</Loaded>;
}

function Shown({ entity, row, edit }: { entity: Entity; row: RecordRow; edit: boolean }) {
  const navigate = useNavigate();
  // Opened for editing from a page of its own, it leads back there.
  const leave = () => navigate(`/registers/${entity.path}/${row.id}`);
  const { t, dyn } = useTexts();
  const { modal } = App.useApp();
  const can = useCan();
  const queries = useQueryClient();
  const { done, failed } = useNotice();
  const [editing, setEditing] = useState(edit);
  const [history, setHistory] = useState(false);
  const mayWrite = entity.canChange && can(entity.name, 'write');
  const setArchived = () => modal.confirm({
    title: t(row.archived ? 'registers.restore_ask' : 'registers.archive_ask'),
    okText: t(row.archived ? 'action.restore' : 'action.archive'),
    cancelText: t('action.cancel'),
    onOk: () => request<RecordRow>('POST', `/${entity.path}/${row.id}/${row.archived ? 'restore' : 'archive'}`, { body: {}, version: row.version })
      .then(() => {
        done(t('done.saved'));
        void queries.invalidateQueries({ queryKey: ['record', entity.path] });
        void queries.invalidateQueries({ queryKey: ['rows', entity.path] });
      }, failed),
  });
  const titleField = entity.fields.find((f) => f.name === entity.title);
  const title = titleField?.kind === 'enum'
    ? dyn(`choice.${entity.name}.${entity.title}.${String(row[entity.title])}`)
    : String(row[entity.title] ?? `#${row.id}`);
  return (
    <>
      <PageHead title={title} sub={<Back entity={entity} />}
        tags={row.archived ? <Tag tone="neutral" icon={<InboxOutlined />}>{t('registers.is_archived')}</Tag> : null}
        extra={<>
          {entity.name === 'system' ? <Link to={`/agencies/systems/${row.id}`}>{t('agencies.owners')}</Link> : null}
          {entity.name === 'agency' ? <Link to={`/agencies/${row.id}`}>{t('agencies.history')}</Link> : null}
          {entity.hasHistory ? <Button icon={<HistoryOutlined />} onClick={() => setHistory(true)}>{t('action.history')}</Button> : null}
          {mayWrite && entity.canArchive ? <Button icon={row.archived ? <UndoOutlined /> : <InboxOutlined />} onClick={setArchived}>{t(row.archived ? 'action.restore' : 'action.archive')}</Button> : null}
          {mayWrite && !editing ? <Button type="primary" icon={<EditOutlined />} onClick={() => setEditing(true)}>{t('action.edit')}</Button> : null}
        </>} />
      <Card className="lc-form-card" label={title}>
        {editing ? <Edit entity={entity} row={row} onDone={() => { if (edit) leave(); else setEditing(false); }} /> : (
          <dl className="lc-dl">
            {entity.fields.filter((f) => !isBaseField(f.name)).map((field) => (
              <div key={field.name}>
                <dt>{dyn(`field.${entity.name}.${field.name}`, field.name)}</dt>
                <dd><FieldValue entity={entity.name} field={field} value={row[field.name]} /></dd>
              </div>
            ))}
            <div><dt>{dyn('field.row.created_at')}</dt><dd><Time at={row.created_at} /></dd></div>
            <div><dt>{dyn('field.row.updated_at')}</dt><dd><Time at={row.updated_at} /></dd></div>
          </dl>
        )}
      </Card>
      <Drawer open={history} onClose={() => setHistory(false)} title={t('action.history')} size={520} destroyOnHidden>
        <History entity={entity} id={row.id} />
      </Drawer>
    </>
  );
}
