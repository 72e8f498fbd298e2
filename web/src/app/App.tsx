// SPDX-License-Identifier: Apache-2.0
import { App as AntApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import viVN from 'antd/locale/vi_VN';
import { QueryClient, QueryClientProvider, useQuery, useQueryClient } from '@tanstack/react-query';
import dayjs from 'dayjs';
import 'dayjs/locale/vi';
import { writeNumbersIn } from '@/shared/format';
import { useEffect, useMemo } from 'react';
import type { ReactNode } from 'react';
import { RouterProvider } from 'react-router-dom';
import { ProblemError, get, request, setCsrf, whenUnauthenticated } from '@/api/client';
import type { Me } from '@/api/types';
import { TextsProvider } from '@/i18n';
import { LiveProvider } from '@/shared/live';
import { PrefsProvider, usePrefs } from '@/shared/prefs';
import { SessionContext, allowed } from '@/shared/session';
import type { Session } from '@/shared/session';
import { applyPalette, dark, light } from '@/shared/tokens';
import { ErrorView } from '@/shared/ui';
import { Login } from './Login';
import { PasswordDialog } from './Password';
import { router } from './routes';
import { antTheme } from './theme';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: true,
      // A refusal will not change by asking again; a lost connection may.
      retry: (count, error) => count < 2 && !(error instanceof ProblemError && error.problem.status >= 400 && error.problem.status < 500),
    },
  },
});

function SignedIn({ me, quiet, children }: { me: Me; quiet?: boolean; children: ReactNode }) {
  const queries = useQueryClient();
  setCsrf(me.csrf);
  const session = useMemo<Session>(() => ({
    me,
    signOut: () => {
      void request('DELETE', '/session').catch(() => undefined).then(() => {
        queries.clear();
        window.location.assign('/console/');
      });
    },
    reload: () => void queries.invalidateQueries({ queryKey: ['me'] }),
  }), [me, queries]);
  const topics = useMemo(() => quiet ? [] : ['alert', 'incident', 'public_report'].filter((topic) => allowed(me, topic, 'read')), [me, quiet]);
  return (
    <SessionContext.Provider value={session}>
      <LiveProvider topics={topics}>{children}</LiveProvider>
    </SessionContext.Provider>
  );
}

function Gate() {
  const queries = useQueryClient();
  const me = useQuery({
    queryKey: ['me'],
    queryFn: () => get<Me>('/me').catch((error: unknown) => {
      if (error instanceof ProblemError && error.problem.status === 401) return null;
      throw error;
    }),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  useEffect(() => whenUnauthenticated(() => queries.setQueryData(['me'], null)), [queries]);
  if (me.isPending) return null;
  if (me.error) return <ErrorView error={me.error} retry={() => void me.refetch()} />;
  if (me.data === null) {
    return (
      <Login onDone={(next) => {
        // Whatever the previous person saw goes; the question who is here stays observed.
        queries.removeQueries({ predicate: (query) => query.queryKey[0] !== 'me' });
        queries.setQueryData(['me'], next);
      }} />
    );
  }
  if (me.data.must_change_password) {
    return <SignedIn me={me.data} quiet><PasswordDialog open forced onClose={() => undefined} /></SignedIn>;
  }
  return <SignedIn me={me.data}><RouterProvider router={router} future={{ v7_startTransition: true }} /></SignedIn>;
}

function Themed() {
  const { language, theme } = usePrefs();
  const config = useMemo(() => antTheme(theme), [theme]);
  useEffect(() => applyPalette(theme === 'dark' ? dark : light, theme), [theme]);
  dayjs.locale(language);
  writeNumbersIn(language);
  return (
    <ConfigProvider theme={config} locale={language === 'vi' ? viVN : enUS} button={{ autoInsertSpace: false }}>
      <TextsProvider language={language}>
        <AntApp component={false} message={{ top: 36 }}><Gate /></AntApp>
      </TextsProvider>
    </ConfigProvider>
  );
}

export function Root() {
  return (
    <QueryClientProvider client={client}>
      <PrefsProvider><Themed /></PrefsProvider>
    </QueryClientProvider>
  );
}
