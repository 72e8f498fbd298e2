// SPDX-License-Identifier: Apache-2.0
// Server-sent events over fetch: unlike EventSource it hears every event name and the heartbeat
// comments, so that a silent connection is noticed.

export interface ServerEvent {
  id: string;
  event: string;
  data: string;
}

/** Feeds on text chunks; gives complete events and counts comments (heartbeats). */
export class EventParser {
  private rest = '';
  private current: ServerEvent = { id: '', event: 'message', data: '' };
  private hasData = false;
  comments = 0;

  push(chunk: string): ServerEvent[] {
    const events: ServerEvent[] = [];
    const lines = (this.rest + chunk).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (this.hasData) events.push(this.current);
        this.current = { id: this.current.id, event: 'message', data: '' };
        this.hasData = false;
      } else if (line.startsWith(':')) {
        this.comments += 1;
      } else {
        this.field(line);
      }
    }
    return events;
  }

  private field(line: string): void {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') {
      this.current.data = this.hasData ? `${this.current.data}\n${value}` : value;
      this.hasData = true;
    } else if (name === 'event') {
      this.current.event = value;
    } else if (name === 'id') {
      this.current.id = value;
    }
  }
}

export type LiveState = 'connecting' | 'live' | 'stale' | 'off';

/** Keeps one stream open, resuming after the last event; returns how to stop it. */
export function openStream(url: string, onEvent: (event: ServerEvent) => void,
                           onState: (state: LiveState) => void): () => void {
  const staleAfter = 40_000;
  let stopped = false;
  let lastId = '';
  let lastHeard = Date.now();
  let wait = 1000;
  let abort = new AbortController();
  const watch = window.setInterval(() => {
    if (Date.now() - lastHeard > staleAfter) {
      onState('stale');
      abort.abort();
    }
  }, 5000);

  async function listen(): Promise<void> {
    abort = new AbortController();
    const headers: Record<string, string> = { Accept: 'text/event-stream' };
    if (lastId !== '') headers['Last-Event-ID'] = lastId;
    const response = await fetch(url, { headers, credentials: 'same-origin', signal: abort.signal });
    if (response.status === 401 || response.status === 403) {
      stopped = true;
      onState('off');
      return;
    }
    if (!response.ok || response.body === null) throw new Error(`stream: ${response.status}`);
    onState('live');
    wait = 1000;
    const parser = new EventParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      lastHeard = Date.now();
      for (const event of parser.push(value)) {
        if (event.id !== '') lastId = event.id;
        onEvent(event);
      }
    }
  }

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        lastHeard = Date.now();
        await listen();
      } catch {
        // Lost: told below, tried again.
      }
      if (stopped) return;
      onState('stale');
      await new Promise((resolve) => window.setTimeout(resolve, wait));
      wait = Math.min(wait * 2, 15_000);
    }
  }

  onState('connecting');
  void run();
  return () => {
    stopped = true;
    window.clearInterval(watch);
    abort.abort();
  };
}
