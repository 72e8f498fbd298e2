// SPDX-License-Identifier: Apache-2.0
// Lines to paste into a sender. The syslog port is the server's default; an operator may have moved it.
export const syslogPort = 5514;

export const rsyslogExample = (host: string) => `# /etc/rsyslog.d/60-lachan.conf
*.* action(type="omfwd" target="${host}" port="${syslogPort}" protocol="tcp"
           TCP_Framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format"
           queue.type="LinkedList" queue.filename="lachan" queue.saveOnShutdown="on"
           action.resumeRetryCount="-1")
`;

export const loggerExample = (host: string) =>
  `logger --server ${host} --port ${syslogPort} --tcp --rfc5424 --tag thu-nghiem "Dòng kiểm tra"\n`;

export const curlExample = (origin: string, token: string) => `curl --fail --data-binary @su-kien.ndjson \\
  -H "Authorization: Bearer ${token}" \\
  -H "Content-Type: application/x-ndjson" \\
  ${origin}/ingest/v1/events
`;
