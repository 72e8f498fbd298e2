// SPDX-License-Identifier: Apache-2.0
import { FilePdfOutlined, FileWordOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { apiUrl } from '@/api/client';
import { ownAgencyOnly, useCan, useMe } from '@/shared/session';

export function useMayWrite() {
  const me = useMe();
  const can = useCan();
  return can('document', 'write') && !ownAgencyOnly(me, 'document', 'write');
}

export function Files({ id }: { id: number }) {
  return (
    <span className="lc-row">
      <Button size="small" icon={<FileWordOutlined />} href={apiUrl(`/documents/${id}/file.docx`)} download data-testid="download-docx">.docx</Button>
      <Button size="small" icon={<FilePdfOutlined />} href={apiUrl(`/documents/${id}/file.pdf`)} download data-testid="download-pdf">.pdf</Button>
    </span>
  );
}
