-- SPDX-License-Identifier: Apache-2.0
-- The journal of facts and the series that numbers come from.
CREATE TABLE sequence (
  name {{text}} PRIMARY KEY,
  value BIGINT NOT NULL
);

-- Writers lock this row: it stands for the head of the chain.
INSERT INTO sequence (name, value) VALUES ('fact', 0);

CREATE TABLE fact (
  id {{id}},
  kind {{text}} NOT NULL,
  subject_kind {{text}} NOT NULL,
  subject_id BIGINT NOT NULL,
  agency_id BIGINT NOT NULL,
  system_id BIGINT NOT NULL,
  actor_id BIGINT NOT NULL,
  actor_name {{text}} NOT NULL,
  recorded_at BIGINT NOT NULL,
  occurred_at BIGINT NOT NULL,
  origin {{text}} NOT NULL,
  cause_id BIGINT NOT NULL,
  payload {{text}} NOT NULL,
  hash {{text}} NOT NULL
);

CREATE INDEX fact_by_kind ON fact (kind, id);
CREATE INDEX fact_by_subject ON fact (subject_kind, subject_id, id);
CREATE INDEX fact_by_agency ON fact (agency_id, id);
CREATE INDEX fact_by_occurred_at ON fact (occurred_at);

{{append_only fact}};
