// SPDX-License-Identifier: Apache-2.0
import { createContext, useContext } from 'react';
import type { Me } from '@/api/types';

/** What the letters of the policy allow: read/write everything, or only the own agency. */
export type Want = 'read' | 'write';

export function allowed(me: Me, resource: string, want: Want): boolean {
  const letters = me.permissions[resource] ?? '';
  return want === 'read' ? /[Rr]/.test(letters) : /[Ww]/.test(letters);
}

/** True when the person reaches one agency only for this resource. */
export function ownAgencyOnly(me: Me, resource: string, want: Want): boolean {
  const letters = me.permissions[resource] ?? '';
  return want === 'read'
    ? /r/.test(letters) && !/R/.test(letters)
    : /w/.test(letters) && !/W/.test(letters);
}

export interface Session {
  me: Me;
  signOut: () => void;
  reload: () => void;
}

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('no session');
  return session;
}

export function useMe(): Me {
  return useSession().me;
}

export function useCan(): (resource: string, want?: Want) => boolean {
  const { me } = useSession();
  return (resource, want = 'read') => allowed(me, resource, want);
}
