-- SPDX-License-Identifier: Apache-2.0
-- Level dossiers, controls, regulations and checks before operation.
CREATE TABLE dossier (
  {{row}},
  agency_id BIGINT NOT NULL,
  system_id BIGINT NOT NULL,
  number {{text}} NOT NULL,
  kind {{text}} NOT NULL,
  regime {{text}} NOT NULL,
  level BIGINT NOT NULL,
  status {{text}} NOT NULL,
  round BIGINT NOT NULL,
  answers {{text}} NOT NULL,
  explanation {{text}} NOT NULL,
  change_reason {{text}} NOT NULL,
  missing {{text}} NOT NULL,
  remarks {{text}} NOT NULL,
  appraiser {{text}} NOT NULL,
  appraiser_name {{text}} NOT NULL,
  filed_at BIGINT,
  accepted_at BIGINT,
  appraised_at BIGINT,
  approved_at BIGINT,
  check_due BIGINT,
  appraise_due BIGINT,
  approve_due BIGINT,
  proposed_by {{text}} NOT NULL,
  accepted_by {{text}} NOT NULL,
  appraised_by {{text}} NOT NULL,
  approved_by {{text}} NOT NULL,
  proposer_id BIGINT NOT NULL,
  acceptor_id BIGINT NOT NULL,
  appraiser_id BIGINT NOT NULL,
  decision_number {{text}} NOT NULL,
  decided_on {{text}},
  signer_name {{text}} NOT NULL,
  signer_title {{text}} NOT NULL,
  decision_file_id BIGINT,
  is_demo SMALLINT NOT NULL
);
CREATE UNIQUE INDEX dossier_by_number ON dossier (number);
CREATE INDEX dossier_by_agency ON dossier (agency_id, id);
CREATE INDEX dossier_by_system ON dossier (system_id, status);
CREATE INDEX dossier_by_status ON dossier (status, id);

CREATE TABLE dossier_part (
  {{row}},
  agency_id BIGINT NOT NULL,
  dossier_id BIGINT NOT NULL,
  kind {{text}} NOT NULL,
  title {{text}} NOT NULL,
  evidence_file_id BIGINT,
  note {{text}} NOT NULL,
  part_version BIGINT NOT NULL,
  is_current SMALLINT NOT NULL,
  added_by {{text}} NOT NULL
);
CREATE INDEX dossier_part_by_dossier ON dossier_part (dossier_id, kind);
CREATE INDEX dossier_part_by_agency ON dossier_part (agency_id, id);

CREATE TABLE system_control (
  {{row}},
  agency_id BIGINT NOT NULL,
  system_id BIGINT NOT NULL,
  standard {{text}} NOT NULL,
  control {{text}} NOT NULL,
  state {{text}} NOT NULL,
  reason {{text}} NOT NULL,
  evidence_file_id BIGINT,
  planned_on {{text}},
  responsible {{text}} NOT NULL
);
CREATE UNIQUE INDEX system_control_once ON system_control (system_id, standard, control);
CREATE INDEX system_control_by_agency ON system_control (agency_id, id);

CREATE TABLE regulation (
  {{row}},
  agency_id BIGINT NOT NULL,
  system_id BIGINT,
  name {{text}} NOT NULL,
  number {{text}} NOT NULL,
  issued_on {{text}} NOT NULL,
  replaced_on {{text}},
  evidence_file_id BIGINT
);
CREATE INDEX regulation_by_agency ON regulation (agency_id, id);

CREATE TABLE readiness_check (
  {{row}},
  agency_id BIGINT NOT NULL,
  system_id BIGINT NOT NULL,
  performed_on {{text}} NOT NULL,
  result {{text}} NOT NULL,
  performed_by {{text}} NOT NULL,
  summary {{text}} NOT NULL,
  evidence_file_id BIGINT
);
CREATE INDEX readiness_check_by_agency ON readiness_check (agency_id, id);
CREATE INDEX readiness_check_by_system ON readiness_check (system_id);
