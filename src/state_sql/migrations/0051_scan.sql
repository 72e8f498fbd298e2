-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE scan_authorisation (
  {{row}},
  agency_id BIGINT NOT NULL,
  title {{text}} NOT NULL,
  scope {{text}} NOT NULL,
  legal_basis {{text}} NOT NULL,
  document_no {{text}} NOT NULL,
  document_id BIGINT,
  authority {{text}} NOT NULL,
  valid_from {{text}} NOT NULL,
  valid_to {{text}} NOT NULL,
  probes_services SMALLINT NOT NULL,
  status {{text}} NOT NULL,
  created_by {{text}} NOT NULL,
  creator_id BIGINT,
  approved_by {{text}} NOT NULL,
  approved_at BIGINT,
  is_demo SMALLINT NOT NULL
);

CREATE TABLE scan_exclusion (
  {{row}},
  agency_id BIGINT,
  network {{text}} NOT NULL,
  reason {{text}} NOT NULL,
  valid_to {{text}} NOT NULL
);

CREATE TABLE scan_job (
  {{row}},
  agency_id BIGINT NOT NULL,
  authorisation_id BIGINT NOT NULL,
  status {{text}} NOT NULL,
  targets {{text}} NOT NULL,
  addresses BIGINT NOT NULL,
  ports {{text}} NOT NULL,
  probes_services SMALLINT NOT NULL,
  progress BIGINT NOT NULL,
  started_by {{text}} NOT NULL,
  started_at BIGINT,
  ended_at BIGINT,
  exit_status BIGINT,
  message {{text}} NOT NULL,
  command {{text}} NOT NULL,
  import_id BIGINT
);
CREATE INDEX scan_job_by_status ON scan_job (status, id);
CREATE INDEX scan_job_by_agency ON scan_job (agency_id, id);
