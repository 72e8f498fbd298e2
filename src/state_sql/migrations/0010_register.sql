-- SPDX-License-Identifier: Apache-2.0
-- Agencies, their information systems and networks.
CREATE TABLE agency (
  {{row}},
  code {{text}} NOT NULL,
  name {{text}} NOT NULL,
  kind {{text}} NOT NULL,
  parent_id BIGINT,
  head {{text}} NOT NULL,
  address {{text}} NOT NULL,
  phone {{text}} NOT NULL,
  email {{text}} NOT NULL,
  website {{text}} NOT NULL,
  is_coordinator SMALLINT NOT NULL,
  valid_from {{text}} NOT NULL,
  valid_to {{text}}
);
CREATE UNIQUE INDEX agency_code ON agency (code);

CREATE TABLE system (
  {{row}},
  agency_id BIGINT NOT NULL,
  name {{text}} NOT NULL,
  level BIGINT NOT NULL,
  state {{text}} NOT NULL,
  domain {{text}} NOT NULL,
  purpose {{text}} NOT NULL,
  operator_name {{text}} NOT NULL,
  is_shared SMALLINT NOT NULL,
  is_public SMALLINT NOT NULL,
  users BIGINT NOT NULL,
  in_operation_since {{text}}
);
CREATE INDEX system_by_agency ON system (agency_id, id);

CREATE TABLE address_range (
  {{row}},
  agency_id BIGINT NOT NULL,
  system_id BIGINT,
  network {{text}} NOT NULL,
  note {{text}} NOT NULL
);
CREATE INDEX address_range_by_agency ON address_range (agency_id, id);
CREATE INDEX address_range_by_network ON address_range (network);
