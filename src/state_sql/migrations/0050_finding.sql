-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE finding (
  {{row}},
  number {{text}} NOT NULL,
  agency_id BIGINT,
  system_id BIGINT,
  title {{text}} NOT NULL,
  severity {{text}} NOT NULL,
  status {{text}} NOT NULL,
  allows_control SMALLINT NOT NULL,
  control_reason {{text}} NOT NULL,
  target {{text}} NOT NULL,
  port BIGINT NOT NULL,
  protocol {{text}} NOT NULL,
  url {{text}} NOT NULL,
  cpe {{text}} NOT NULL,
  weakness {{text}} NOT NULL,
  fingerprint {{text}} NOT NULL,
  cve {{text}} NOT NULL,
  cves {{text}} NOT NULL,
  cwes {{text}} NOT NULL,
  links {{text}} NOT NULL,
  tags {{text}} NOT NULL,
  description {{text}} NOT NULL,
  solution {{text}} NOT NULL,
  evidence {{text}} NOT NULL,
  cvss_version {{text}} NOT NULL,
  cvss_vector {{text}} NOT NULL,
  cvss_tenths BIGINT NOT NULL,
  is_score_computed SMALLINT NOT NULL,
  is_known_exploited SMALLINT NOT NULL,
  epss BIGINT,
  is_exposed SMALLINT NOT NULL,
  priority BIGINT NOT NULL,
  scanner {{text}} NOT NULL,
  format {{text}} NOT NULL,
  sightings {{text}} NOT NULL,
  times_seen BIGINT NOT NULL,
  first_seen BIGINT NOT NULL,
  last_seen BIGINT NOT NULL,
  opened_at BIGINT NOT NULL,
  opening BIGINT NOT NULL,
  due_at BIGINT,
  fixed_at BIGINT,
  fixed_by {{text}} NOT NULL,
  fix_note {{text}} NOT NULL,
  hunted_at BIGINT,
  hunted_by {{text}} NOT NULL,
  hunt_result {{text}},
  hunt_note {{text}} NOT NULL,
  closed_at BIGINT,
  gone_at BIGINT,
  accepted_until {{text}},
  reason {{text}} NOT NULL,
  assignee_id BIGINT,
  import_id BIGINT,
  origin {{text}} NOT NULL,
  is_demo SMALLINT NOT NULL
);
CREATE UNIQUE INDEX finding_fingerprint ON finding (fingerprint);
CREATE UNIQUE INDEX finding_number ON finding (number);
-- With what a word search reads, so that it walks the index and not the wide rows.
CREATE INDEX finding_by_due ON finding (status, due_at, id, archived, search_key);
CREATE INDEX finding_by_priority ON finding (status, priority, id, archived, search_key);
CREATE INDEX finding_by_agency ON finding (agency_id, status, due_at, id);
CREATE INDEX finding_by_system ON finding (system_id, status);
CREATE INDEX finding_by_cve ON finding (cve);
-- What the summary asks for, without the wide rows.
CREATE INDEX finding_summary ON finding (archived, status, severity, agency_id, allows_control, is_known_exploited, due_at);
CREATE INDEX finding_summary_of_agency ON finding (agency_id, archived, status, severity, allows_control, is_known_exploited, due_at);

CREATE TABLE finding_import (
  {{row}},
  agency_id BIGINT,
  file_name {{text}} NOT NULL,
  format {{text}} NOT NULL,
  scanner {{text}} NOT NULL,
  sha256 {{text}} NOT NULL,
  bytes BIGINT NOT NULL,
  scanned_at BIGINT,
  is_full SMALLINT NOT NULL,
  is_evidence SMALLINT NOT NULL,
  entries_read BIGINT NOT NULL,
  rejected BIGINT NOT NULL,
  created BIGINT NOT NULL,
  seen_again BIGINT NOT NULL,
  reopened BIGINT NOT NULL,
  gone BIGINT NOT NULL,
  cleared BIGINT NOT NULL,
  not_attributed BIGINT NOT NULL,
  systems_covered BIGINT NOT NULL,
  rejections {{text}} NOT NULL,
  imported_by {{text}} NOT NULL,
  is_demo SMALLINT NOT NULL
);
CREATE INDEX finding_import_by_agency ON finding_import (agency_id, id);

CREATE TABLE finding_request (
  {{row}},
  agency_id BIGINT NOT NULL,
  finding_id BIGINT NOT NULL,
  kind {{text}} NOT NULL,
  reason {{text}} NOT NULL,
  until {{text}},
  status {{text}} NOT NULL,
  requested_by {{text}} NOT NULL,
  requester_id BIGINT,
  decided_by {{text}} NOT NULL,
  decided_at BIGINT,
  decision_note {{text}} NOT NULL,
  is_demo SMALLINT NOT NULL
);
CREATE INDEX finding_request_by_finding ON finding_request (finding_id);
CREATE INDEX finding_request_by_status ON finding_request (status, id);

CREATE TABLE exploit_list (
  {{row}},
  kind {{text}} NOT NULL,
  list_version {{text}} NOT NULL,
  list_date {{text}} NOT NULL,
  file_name {{text}} NOT NULL,
  sha256 {{text}} NOT NULL,
  bytes BIGINT NOT NULL,
  rows_read BIGINT NOT NULL,
  rows_taken BIGINT NOT NULL,
  rejected BIGINT NOT NULL,
  doubles BIGINT NOT NULL,
  rejections {{text}} NOT NULL,
  findings_changed BIGINT NOT NULL,
  imported_by {{text}} NOT NULL
);
CREATE INDEX exploit_list_by_kind ON exploit_list (kind, id);
