-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE rule_set (
  {{row}},
  code {{text}} NOT NULL,
  title {{text}} NOT NULL,
  kind {{text}} NOT NULL,
  licence {{text}} NOT NULL,
  origin {{text}} NOT NULL,
  enabled SMALLINT NOT NULL,
  minimum_level {{text}},
  hash {{text}} NOT NULL,
  files BIGINT NOT NULL,
  bytes BIGINT NOT NULL
);
CREATE UNIQUE INDEX rule_set_code ON rule_set (code);

CREATE TABLE rule_version (
  {{row}},
  state {{text}} NOT NULL,
  hash {{text}} NOT NULL,
  note {{text}} NOT NULL,
  staged_by {{text}} NOT NULL,
  swapped_by {{text}} NOT NULL,
  swapped_at BIGINT,
  swap_number BIGINT NOT NULL,
  found BIGINT NOT NULL,
  loaded BIGINT NOT NULL,
  rejected BIGINT NOT NULL,
  skipped BIGINT NOT NULL,
  tests_run BIGINT NOT NULL,
  tests_failed BIGINT NOT NULL,
  added BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  removed BIGINT NOT NULL,
  problem {{text}} NOT NULL,
  sets {{text}} NOT NULL
);
CREATE INDEX rule_version_by_swap ON rule_version (swap_number);

CREATE TABLE rule_change (
  {{row}},
  rule_id {{text}} NOT NULL,
  version_id BIGINT NOT NULL,
  swap_number BIGINT NOT NULL,
  change {{text}} NOT NULL
);
CREATE INDEX rule_change_by_rule ON rule_change (rule_id, id);
CREATE INDEX rule_change_by_version ON rule_change (version_id);

CREATE TABLE rule_exception (
  {{row}},
  rules {{text}} NOT NULL,
  agency_id BIGINT,
  text {{text}} NOT NULL,
  reason {{text}} NOT NULL,
  expires_at BIGINT NOT NULL,
  author {{text}} NOT NULL,
  ended_at BIGINT,
  suppressed BIGINT NOT NULL,
  last_suppressed_at BIGINT
);

CREATE TABLE rule_hits (
  {{row}},
  rule_id {{text}} NOT NULL,
  day {{text}} NOT NULL,
  agency_id BIGINT,
  origin {{text}} NOT NULL,
  hits BIGINT NOT NULL,
  suppressed BIGINT NOT NULL,
  last_at BIGINT NOT NULL
);
CREATE INDEX rule_hits_by_rule ON rule_hits (rule_id, day);
CREATE INDEX rule_hits_by_day ON rule_hits (day);

CREATE TABLE rule_meter (
  {{row}},
  counted_to BIGINT NOT NULL
);

CREATE TABLE log_inventory (
  {{row}},
  agency_id BIGINT,
  product {{text}} NOT NULL,
  category {{text}} NOT NULL,
  service {{text}} NOT NULL,
  events BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  fields {{text}} NOT NULL
);
