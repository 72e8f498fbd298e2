-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE hunt (
  {{row}},
  agency_id BIGINT,
  title {{text}} NOT NULL,
  hypothesis {{text}} NOT NULL,
  period_from BIGINT NOT NULL,
  period_to BIGINT NOT NULL,
  systems {{text}} NOT NULL,
  rules {{text}} NOT NULL,
  rule_sets {{text}} NOT NULL,
  indicators {{text}} NOT NULL,
  query {{text}} NOT NULL,
  state {{text}} NOT NULL,
  rules_count BIGINT NOT NULL,
  indicators_count BIGINT NOT NULL,
  started_by {{text}} NOT NULL,
  started_at BIGINT,
  ended_at BIGINT,
  events_total BIGINT NOT NULL,
  events_read BIGINT NOT NULL,
  events_hit BIGINT NOT NULL,
  message {{text}} NOT NULL,
  covered {{text}} NOT NULL,
  conclusion {{text}} NOT NULL,
  conclusion_text {{text}} NOT NULL,
  concluded_by {{text}} NOT NULL,
  concluded_at BIGINT,
  follow_up {{text}} NOT NULL,
  evidence_rows BIGINT NOT NULL
);
CREATE INDEX hunt_by_state ON hunt (state, id);
CREATE INDEX hunt_by_agency ON hunt (agency_id, id);

CREATE TABLE hunt_hit (
  {{row}},
  hunt_id BIGINT NOT NULL,
  kind {{text}} NOT NULL,
  target {{text}} NOT NULL,
  title {{text}} NOT NULL,
  level {{text}},
  techniques {{text}} NOT NULL,
  agency_id BIGINT,
  events BIGINT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  samples {{text}} NOT NULL
);
CREATE INDEX hunt_hit_by_hunt ON hunt_hit (hunt_id, id);
