// SPDX-License-Identifier: Apache-2.0
// "I did it": what discharges a duty is asked for, in a register's own form or in a drawer. The drawer is
// fetched when it opens.
import { Suspense, lazy } from 'react';
import { Navigate, useLocation } from 'react-router-dom';
import type { Duty } from '@/api/types';
import { formPathOf, useEvidenceKinds } from './evidence_kinds';

const RecordDrawer = lazy(() => import('./record_drawer'));

export interface RecordRequest {
  agencyId: number;
  /** What would discharge the duty; empty: the person chooses. */
  kinds: string[];
  systemId: number | null;
  title?: string;
  period?: string;
  subject?: string;
}

/** What discharges a duty, asked for by the dialog. */
export const requestOf = (duty: Duty): RecordRequest => ({
  agencyId: duty.agency_id, kinds: duty.forms, systemId: duty.system_id, title: duty.title_vi, period: duty.period, subject: duty.subject,
});

/** Asks for the evidence; what has a register of its own is entered in that register's form. */
export function RecordDialog({ request, onClose }: { request: RecordRequest; onClose: () => void }) {
  const { pathname, search } = useLocation();
  const { byKind, isPending } = useEvidenceKinds();
  if (isPending) return null;
  const page = formPathOf(byKind.get(request.kinds[0] ?? ''), request, pathname + search);
  return page === '' ? <Suspense fallback={null}><RecordDrawer request={request} onClose={onClose} /></Suspense> : <Navigate to={page} />;
}
