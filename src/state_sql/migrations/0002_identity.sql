-- SPDX-License-Identifier: Apache-2.0
-- Accounts, sessions and API tokens.
CREATE TABLE account (
  {{row}},
  login {{text}} NOT NULL,
  name {{text}} NOT NULL,
  role {{text}} NOT NULL,
  agency_id BIGINT,
  email {{text}} NOT NULL,
  phone {{text}} NOT NULL,
  disabled SMALLINT NOT NULL,
  must_change_password SMALLINT NOT NULL,
  password_hash {{text}} NOT NULL,
  password_changed_at BIGINT,
  failed_logins BIGINT NOT NULL,
  locked_until BIGINT,
  last_login_at BIGINT
);
CREATE UNIQUE INDEX account_login ON account (login);
CREATE INDEX account_by_agency ON account (agency_id, id);

CREATE TABLE session (
  {{row}},
  token_hash {{text}} NOT NULL,
  account_id BIGINT NOT NULL REFERENCES account (id),
  last_seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  ended_at BIGINT,
  peer {{text}} NOT NULL
);
CREATE UNIQUE INDEX session_token_hash ON session (token_hash);
CREATE INDEX session_by_account ON session (account_id, id);

CREATE TABLE api_token (
  {{row}},
  name {{text}} NOT NULL,
  account_id BIGINT NOT NULL REFERENCES account (id),
  token_hash {{text}} NOT NULL,
  read_only SMALLINT NOT NULL,
  scopes {{text}} NOT NULL,
  expires_at BIGINT NOT NULL,
  last_used_at BIGINT
);
CREATE UNIQUE INDEX api_token_token_hash ON api_token (token_hash);
CREATE INDEX api_token_by_account ON api_token (account_id, id);
