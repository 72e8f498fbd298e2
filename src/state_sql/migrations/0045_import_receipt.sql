-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE import_receipt (
  {{row}},
  agency_id BIGINT NOT NULL,
  register_path {{text}} NOT NULL,
  file_name {{text}} NOT NULL,
  sha256 {{text}} NOT NULL,
  mode {{text}} NOT NULL,
  rows_read BIGINT NOT NULL,
  created BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  duplicate BIGINT NOT NULL,
  rejected BIGINT NOT NULL,
  imported_by {{text}} NOT NULL,
  problems {{text}} NOT NULL
);
CREATE INDEX import_receipt_by_agency ON import_receipt (agency_id, id);
