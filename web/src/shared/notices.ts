// SPDX-License-Identifier: Apache-2.0
// Own notices, as the bell and their page read them.
import { useQuery } from '@tanstack/react-query';
import { get } from '@/api/client';
import type { components } from '@/api/schema';

export type NoticeRow = components['schemas']['NoticeView'];
export type Inbox = components['schemas']['InboxView'];

/** Fetched again every minute: the bell needs no live stream. */
export function useInbox(unread: boolean, limit: number) {
  return useQuery({
    queryKey: ['notices', unread, limit],
    queryFn: () => get<Inbox>('/notices', { limit, ...(unread ? { unread: 'true' } : {}) }),
    refetchInterval: 60_000,
  });
}
