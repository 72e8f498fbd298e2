-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE notice (
  {{row}},
  key {{text}} NOT NULL,
  recipient {{text}} NOT NULL,
  account_id BIGINT,
  agency_id BIGINT,
  name {{text}} NOT NULL,
  email {{text}} NOT NULL,
  language {{text}} NOT NULL,
  kind {{text}} NOT NULL,
  audience {{text}} NOT NULL,
  because {{text}} NOT NULL,
  duty {{text}} NOT NULL,
  due_on {{text}},
  rung BIGINT NOT NULL,
  is_urgent SMALLINT NOT NULL,
  content {{text}} NOT NULL,
  release_at BIGINT,
  message_id BIGINT,
  is_dropped SMALLINT NOT NULL,
  read_at BIGINT,
  acknowledged_at BIGINT
);
CREATE UNIQUE INDEX notice_once ON notice (key, recipient);
CREATE INDEX notice_by_account ON notice (account_id, id);
CREATE INDEX notice_by_due ON notice (kind, due_on);
CREATE INDEX notice_by_release ON notice (message_id, release_at);

CREATE TABLE message (
  {{row}},
  to_name {{text}} NOT NULL,
  to_address {{text}} NOT NULL,
  account_id BIGINT,
  agency_id BIGINT,
  because {{text}} NOT NULL,
  channel {{text}} NOT NULL,
  subject {{text}} NOT NULL,
  state {{text}} NOT NULL,
  attempts BIGINT NOT NULL,
  next_try_at BIGINT,
  accepted_at BIGINT,
  reply {{text}} NOT NULL,
  notices BIGINT NOT NULL,
  is_urgent SMALLINT NOT NULL,
  mail_id {{text}} NOT NULL,
  body_sha256 {{text}} NOT NULL,
  body {{text}} NOT NULL,
  lease_until BIGINT
);
CREATE UNIQUE INDEX message_mail_id ON message (mail_id);
CREATE INDEX message_by_state ON message (state, next_try_at);

CREATE TABLE notice_preference (
  {{row}},
  account_id BIGINT NOT NULL REFERENCES account (id),
  language {{text}} NOT NULL,
  wants_mail SMALLINT NOT NULL,
  wants_digest SMALLINT NOT NULL,
  quiet_from {{text}} NOT NULL,
  quiet_to {{text}} NOT NULL
);
CREATE UNIQUE INDEX notice_preference_once ON notice_preference (account_id);

CREATE TABLE notice_progress (
  {{row}},
  reminding_since BIGINT NOT NULL,
  facts_to BIGINT NOT NULL,
  worker {{text}} NOT NULL,
  lease_until BIGINT
);
