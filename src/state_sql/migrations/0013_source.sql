-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE source (
  {{row}},
  agency_id BIGINT NOT NULL,
  system_id BIGINT,
  name {{text}} NOT NULL,
  network {{text}},
  format {{text}} NOT NULL,
  enabled SMALLINT NOT NULL,
  token_hash {{text}} NOT NULL
);
CREATE INDEX source_by_agency ON source (agency_id, id);
