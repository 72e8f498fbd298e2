-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE supplier (
  {{row}},
  agency_id BIGINT NOT NULL,
  name {{text}} NOT NULL,
  tax_code {{text}} NOT NULL,
  service {{text}} NOT NULL,
  contact_name {{text}} NOT NULL,
  phone {{text}} NOT NULL,
  email {{text}} NOT NULL,
  has_remote_access SMALLINT NOT NULL,
  has_security_terms SMALLINT NOT NULL,
  contract_until {{text}},
  note {{text}} NOT NULL
);
CREATE INDEX supplier_by_agency ON supplier (agency_id, id);
