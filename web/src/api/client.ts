// SPDX-License-Identifier: Apache-2.0
// The one place that talks HTTP. Errors arrive as ProblemError (RFC 9457), never as a raw Response.

export interface FieldProblem {
  name: string;
  message: string;
}

export interface Problem {
  status: number;
  code: string;
  title: string;
  detail: string;
  traceId: string;
  fields: FieldProblem[];
}

export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title || problem.code);
    this.name = 'ProblemError';
  }
}

export type QueryValue = string | number | boolean | null | undefined;
export type QueryInput = Record<string, QueryValue> | URLSearchParams;
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';

let csrfToken = '';
let onUnauthenticated: () => void = () => undefined;

export function setCsrf(token: string): void {
  csrfToken = token;
}

/** Called when the server no longer knows the session. */
export function whenUnauthenticated(handler: () => void): void {
  onUnauthenticated = handler;
}

export function toQuery(input?: QueryInput): string {
  if (input === undefined) return '';
  const params = input instanceof URLSearchParams ? input : new URLSearchParams();
  if (!(input instanceof URLSearchParams)) {
    for (const [name, value] of Object.entries(input)) {
      if (value !== undefined && value !== null && value !== '') params.set(name, String(value));
    }
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

export function apiUrl(path: string, query?: QueryInput): string {
  return `/api/v1${path}${toQuery(query)}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a problem document; anything else becomes a problem that names the status. */
export function toProblem(status: number, body: unknown): Problem {
  const document = isObject(body) ? body : {};
  const text = (name: string) => (typeof document[name] === 'string' ? document[name] : '');
  const fields = Array.isArray(document['fields']) ? document['fields'] : [];
  return {
    status,
    code: text('code') || `http_${status}`,
    title: text('title'),
    detail: text('detail'),
    traceId: text('trace_id'),
    fields: fields.filter(isObject).map((f) => ({
      name: String(f['name'] ?? ''),
      message: String(f['message'] ?? ''),
    })),
  };
}

export interface RequestOptions {
  query?: QueryInput;
  body?: unknown;
  version?: number;
  signal?: AbortSignal;
}

export async function request<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (method !== 'GET') headers['X-CSRF-Token'] = csrfToken;
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  if (options.version !== undefined) headers['If-Match'] = `"${options.version}"`;
  let response: Response;
  try {
    response = await fetch(apiUrl(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      ...(options.body !== undefined ? { body: JSON.stringify(options.body) } : {}),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ProblemError({ ...toProblem(0, {}), code: 'network' });
  }
  const text = await response.text();
  let body: unknown = null;
  try {
    body = text === '' ? null : JSON.parse(text);
  } catch {
    body = null;
  }
  if (!response.ok) {
    if (response.status === 401 && path !== '/session') onUnauthenticated();
    throw new ProblemError(toProblem(response.status, body));
  }
  return body as T;
}

export const get = <T>(path: string, query?: QueryInput, signal?: AbortSignal) =>
  request<T>('GET', path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) });
/** A document as it is. */
export async function getText(path: string): Promise<string> {
  let response: Response;
  try {
    response = await fetch(apiUrl(path), { credentials: 'same-origin' });
  } catch {
    throw new ProblemError({ ...toProblem(0, {}), code: 'network' });
  }
  const text = await response.text();
  if (response.ok) return text;
  let body: unknown = null;
  try {
    body = JSON.parse(text);
  } catch {
    body = null;
  }
  throw new ProblemError(toProblem(response.status, body));
}

export const post = <T>(path: string, body: unknown = {}) => request<T>('POST', path, { body });
export const patch = <T>(path: string, body: unknown, version: number) =>
  request<T>('PATCH', path, { body, version });

/** Sends a file as the raw body; XMLHttpRequest because fetch cannot tell upload progress. */
export function upload<T>(path: string, query: QueryInput, file: Blob,
                          onProgress: (percent: number) => void, method: 'POST' | 'PUT' = 'POST'): Promise<T> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open(method, apiUrl(path, query));
    call.setRequestHeader('X-CSRF-Token', csrfToken);
    call.setRequestHeader('Content-Type', 'application/octet-stream');
    call.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(Math.round((100 * event.loaded) / event.total));
    };
    call.onerror = () => reject(new ProblemError({ ...toProblem(0, {}), code: 'network' }));
    call.onload = () => {
      let body: unknown = null;
      try {
        body = JSON.parse(call.responseText);
      } catch {
        body = null;
      }
      if (call.status >= 200 && call.status < 300) resolve(body as T);
      else reject(new ProblemError(toProblem(call.status, body)));
    };
    call.send(file);
  });
}
