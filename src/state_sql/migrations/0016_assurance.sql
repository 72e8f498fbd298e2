-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE evidence_file (
  {{row}},
  agency_id BIGINT NOT NULL,
  file_name {{text}} NOT NULL,
  media_type {{text}} NOT NULL,
  size BIGINT NOT NULL,
  sha256 {{text}} NOT NULL,
  uploaded_by {{text}} NOT NULL
);
CREATE INDEX evidence_file_by_agency ON evidence_file (agency_id, id);
CREATE INDEX evidence_file_by_sha256 ON evidence_file (sha256);

CREATE TABLE assurance_record (
  {{row}},
  agency_id BIGINT NOT NULL,
  system_id BIGINT,
  kind {{text}} NOT NULL,
  performed_on {{text}} NOT NULL,
  result {{text}} NOT NULL,
  level BIGINT,
  subject {{text}} NOT NULL,
  period {{text}} NOT NULL,
  valid_until {{text}},
  provider {{text}} NOT NULL,
  summary {{text}} NOT NULL,
  evidence_file_id BIGINT,
  origin {{text}} NOT NULL,
  is_demo SMALLINT NOT NULL
);
CREATE INDEX assurance_record_by_agency ON assurance_record (agency_id, kind, performed_on);
CREATE INDEX assurance_record_by_system ON assurance_record (system_id, kind);
