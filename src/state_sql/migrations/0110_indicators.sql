-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE indicator_list (
  {{row}},
  name {{text}} NOT NULL,
  note {{text}} NOT NULL,
  state {{text}} NOT NULL,
  raises_alerts SMALLINT NOT NULL,
  level {{text}} NOT NULL,
  default_tlp {{text}} NOT NULL,
  default_days BIGINT,
  content {{text}} NOT NULL,
  format {{text}} NOT NULL,
  bytes BIGINT NOT NULL,
  found BIGINT NOT NULL,
  loaded BIGINT NOT NULL,
  rejected BIGINT NOT NULL,
  skipped BIGINT NOT NULL,
  imported_at BIGINT,
  imported_by {{text}} NOT NULL,
  previous {{text}} NOT NULL
);
CREATE UNIQUE INDEX indicator_list_name ON indicator_list (name) WHERE state <> 'removed';

CREATE TABLE indicator_exclusion (
  {{row}},
  value {{text}} NOT NULL,
  reason {{text}} NOT NULL,
  until BIGINT,
  kind {{text}} NOT NULL,
  author {{text}} NOT NULL,
  ended_at BIGINT,
  ended_by {{text}} NOT NULL
);

CREATE TABLE indicator_hits (
  {{row}},
  list_id BIGINT NOT NULL,
  hour BIGINT NOT NULL,
  hits BIGINT NOT NULL,
  excluded BIGINT NOT NULL,
  last_at BIGINT NOT NULL
);
CREATE INDEX indicator_hits_by_hour ON indicator_hits (hour, list_id);

CREATE TABLE indicator_meter (
  {{row}},
  counted_to BIGINT NOT NULL,
  node {{text}} NOT NULL
);
