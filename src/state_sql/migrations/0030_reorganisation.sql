-- SPDX-License-Identifier: Apache-2.0
-- What agencies are also called, and reorganisations: who came from whom, who owned which system.
ALTER TABLE agency ADD COLUMN short_name {{text}} NOT NULL DEFAULT '';
ALTER TABLE agency ADD COLUMN former_names {{text}} NOT NULL DEFAULT '';
ALTER TABLE agency ADD COLUMN aliases {{text}} NOT NULL DEFAULT '';
ALTER TABLE agency ADD COLUMN id_code {{text}} NOT NULL DEFAULT '';
ALTER TABLE agency ADD COLUMN area_code {{text}} NOT NULL DEFAULT '';
ALTER TABLE agency ADD COLUMN other_addresses {{text}} NOT NULL DEFAULT '';
ALTER TABLE agency ADD COLUMN source_note {{text}} NOT NULL DEFAULT '';

CREATE TABLE reorganisation (
  {{row}},
  title {{text}} NOT NULL,
  kind {{text}} NOT NULL,
  effective_on {{text}} NOT NULL,
  decision_number {{text}} NOT NULL,
  decision_date {{text}},
  basis {{text}} NOT NULL,
  note {{text}} NOT NULL,
  state {{text}} NOT NULL,
  request {{text}} NOT NULL,
  moved BIGINT NOT NULL,
  applied_at BIGINT,
  applied_by {{text}} NOT NULL,
  undone_at BIGINT,
  undone_by {{text}} NOT NULL,
  undo_reason {{text}} NOT NULL,
  problem {{text}} NOT NULL
);

CREATE TABLE reorganisation_step (
  {{row}},
  reorganisation_id BIGINT NOT NULL,
  entity {{text}} NOT NULL,
  row_id BIGINT NOT NULL,
  title {{text}} NOT NULL,
  action {{text}} NOT NULL,
  from_id BIGINT,
  to_id BIGINT,
  old_values {{text}} NOT NULL,
  new_values {{text}} NOT NULL
);
CREATE INDEX reorganisation_step_by_reorganisation ON reorganisation_step (reorganisation_id, id);

CREATE TABLE agency_succession (
  {{row}},
  reorganisation_id BIGINT NOT NULL,
  predecessor_id BIGINT NOT NULL,
  successor_id BIGINT NOT NULL,
  effective_on {{text}} NOT NULL,
  is_heir SMALLINT NOT NULL
);
CREATE INDEX agency_succession_by_successor ON agency_succession (successor_id, id);
CREATE INDEX agency_succession_by_predecessor ON agency_succession (predecessor_id, id);

CREATE TABLE system_tenure (
  {{row}},
  system_id BIGINT NOT NULL,
  agency_id BIGINT NOT NULL,
  reorganisation_id BIGINT NOT NULL,
  valid_from {{text}},
  valid_to {{text}},
  reads_history SMALLINT NOT NULL
);
CREATE INDEX system_tenure_by_system ON system_tenure (system_id, id);
CREATE INDEX system_tenure_by_agency ON system_tenure (agency_id, id);
