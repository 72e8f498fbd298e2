-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE saved_search (
  {{row}},
  agency_id BIGINT,
  owner BIGINT NOT NULL,
  owner_name {{text}} NOT NULL,
  name {{text}} NOT NULL,
  note {{text}} NOT NULL,
  query {{text}} NOT NULL,
  period {{text}} NOT NULL,
  since BIGINT,
  until BIGINT,
  columns {{text}} NOT NULL,
  is_shared SMALLINT NOT NULL,
  is_pinned SMALLINT NOT NULL
);
CREATE INDEX saved_search_by_owner ON saved_search (owner, id);
