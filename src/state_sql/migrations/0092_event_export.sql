-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE event_export (
  {{row}},
  agency_id BIGINT,
  exported_by {{text}} NOT NULL,
  query {{text}} NOT NULL,
  since BIGINT,
  until BIGINT,
  format {{text}} NOT NULL,
  state {{text}} NOT NULL,
  row_count BIGINT NOT NULL,
  byte_count BIGINT NOT NULL,
  sha256 {{text}} NOT NULL,
  ended_at BIGINT
);
CREATE INDEX event_export_by_agency ON event_export (agency_id, id);
