-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE inspection (
  {{row}},
  number {{text}} NOT NULL,
  agency_id BIGINT,
  inspected_id BIGINT NOT NULL,
  title {{text}} NOT NULL,
  kind {{text}} NOT NULL,
  decision_number {{text}} NOT NULL,
  decision_on {{text}},
  starts_on {{text}} NOT NULL,
  ends_on {{text}} NOT NULL,
  lead {{text}} NOT NULL,
  members {{text}} NOT NULL,
  scope {{text}} NOT NULL,
  state {{text}} NOT NULL,
  as_of {{text}},
  sample_seed BIGINT NOT NULL,
  announced_on {{text}},
  field_ended_on {{text}},
  draft_sent_on {{text}},
  commented_on {{text}},
  concluded_on {{text}},
  comment {{text}} NOT NULL,
  conclusion {{text}} NOT NULL,
  conclusion_file_id BIGINT,
  cancel_reason {{text}} NOT NULL,
  is_demo SMALLINT NOT NULL
);
CREATE UNIQUE INDEX inspection_number ON inspection (number);
CREATE INDEX inspection_by_agency ON inspection (agency_id, starts_on);
CREATE INDEX inspection_by_state ON inspection (state, starts_on);

CREATE TABLE inspection_item (
  {{row}},
  agency_id BIGINT,
  inspection_id BIGINT NOT NULL,
  part {{text}} NOT NULL,
  system_id BIGINT,
  title {{text}} NOT NULL,
  duty_status {{text}} NOT NULL,
  facts {{text}} NOT NULL,
  verdict {{text}} NOT NULL,
  note {{text}} NOT NULL,
  evidence_file_id BIGINT
);
CREATE INDEX inspection_item_by_inspection ON inspection_item (inspection_id, id);
CREATE INDEX inspection_item_by_agency ON inspection_item (agency_id, id);

CREATE TABLE inspection_remedy (
  {{row}},
  agency_id BIGINT,
  inspection_id BIGINT NOT NULL,
  item_id BIGINT,
  title {{text}} NOT NULL,
  due_on {{text}} NOT NULL,
  state {{text}} NOT NULL,
  report {{text}} NOT NULL,
  evidence_file_id BIGINT,
  reported_on {{text}},
  verified_on {{text}},
  review {{text}} NOT NULL
);
CREATE INDEX inspection_remedy_by_inspection ON inspection_remedy (inspection_id, id);
CREATE INDEX inspection_remedy_by_agency ON inspection_remedy (agency_id, state, due_on);
