-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE duty_relief (
  {{row}},
  agency_id BIGINT NOT NULL,
  part {{text}} NOT NULL,
  system_id BIGINT,
  effect {{text}} NOT NULL,
  from_day {{text}} NOT NULL,
  last_day {{text}},
  basis {{text}} NOT NULL,
  decided_by {{text}} NOT NULL,
  decided_on {{text}},
  decision_number {{text}} NOT NULL,
  reason {{text}} NOT NULL,
  evidence_file_id BIGINT,
  state {{text}} NOT NULL,
  proposed_by {{text}} NOT NULL,
  proposer BIGINT NOT NULL,
  confirmed_by {{text}} NOT NULL,
  confirmed_at BIGINT,
  ended_from {{text}},
  ended_reason {{text}} NOT NULL,
  is_demo SMALLINT NOT NULL
);
CREATE INDEX duty_relief_by_agency ON duty_relief (agency_id, id);
