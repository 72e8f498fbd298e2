// SPDX-License-Identifier: Apache-2.0
// Import into any register: file → columns → every line tried → taken as a whole, with a receipt.
import { DownloadOutlined, InboxOutlined } from '@ant-design/icons';
import { Button, Upload } from 'antd';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Suspense, lazy, useState } from 'react';
import { Link, useParams } from 'react-router-dom';
import { ProblemError, apiUrl, toProblem, upload } from '@/api/client';
import type { ImportReport } from '@/api/types';
import { useTexts } from '@/i18n';
import { useEntities } from '@/shared/entity/data';
import { FormProblem } from '@/shared/entity/form';
import type { Entity } from '@/shared/entity/model';
import { fieldMessage, problemDetail, problemText } from '@/shared/problems';
import { Card, ErrorView, Loaded, Loading, PageHead } from '@/shared/ui';
import type { Ask } from './import_report';

const Report = lazy(() => import('./import_report'));

export default function ImportPage() {
  const { path = '' } = useParams();
  const entities = useEntities();
  return (
    <Loaded query={entities}>
      {(all) => {
        const entity = all.get(path);
        return entity?.canImport ? <Import key={path} entity={entity} /> : <ErrorView error={new ProblemError(toProblem(404, {}))} />;
      }}
    </Loaded>
  );
}

function Import({ entity }: { entity: Entity }) {
  const texts = useTexts();
  const { t, dyn, language } = texts;
  const queries = useQueryClient();
  const [ask, setAsk] = useState<Ask | null>(null);
  const run = useMutation({
    mutationFn: (a: Ask) => upload<ImportReport>(`/${entity.path}/import`, {
      file_name: a.file.name, existing: a.existing, columns: Object.entries(a.columns).map(([i, f]) => `${i}:${f}`).join(','),
      ...(a.apply ? { apply: 1, mode: a.apply } : {}),
    }, a.file, () => undefined),
    onSuccess: (report) => { if (report.applied) void queries.invalidateQueries(); },
  });
  const send = (next: Ask) => { setAsk(next); run.mutate(next); };
  const report = run.data;
  const problem = run.error instanceof ProblemError && run.error.problem.fields[0]
    ? fieldMessage(texts, run.error.problem.fields[0].message) : run.error ? `${problemText(texts, run.error)} ${problemDetail(run.error)}` : '';
  return (
    <>
      <PageHead title={t('import.title', { name: dyn(`entity.${entity.name}`) })} sub={<><Link to={`/registers/${entity.path}`}>← {dyn(`entity.${entity.name}`)}</Link> · {t('import.sub')}</>}
        extra={<Button icon={<DownloadOutlined />} href={apiUrl(`/${entity.path}/import-template.xlsx`, { lang: language })} download data-testid="import-template">{t('import.template')}</Button>} />
      <FormProblem text={problem} />
      {report?.applied ? null : (
        <Card>
          <Upload.Dragger accept=".csv,.xlsx,.txt" showUploadList={false} data-testid="import-file"
            beforeUpload={(file) => { send({ file, columns: {}, existing: ask?.existing ?? 'update' }); return false; }}>
            <p className="lc-upload"><InboxOutlined /> {ask ? <><b>{ask.file.name}</b> · {t('import.other_file')}</> : t('import.drop')}</p>
            <p className="lc-muted lc-small">{t('import.drop_hint')}</p>
          </Upload.Dragger>
        </Card>
      )}
      {run.isPending ? <Card><p className="lc-muted" role="status">{t('import.reading')}</p><Loading rows={4} /></Card> : null}
      {report && ask && !run.isPending ? <Suspense fallback={<Loading rows={4} />}><Report entity={entity} report={report} ask={ask} busy={run.isPending} onSend={send} /></Suspense> : null}
    </>
  );
}
