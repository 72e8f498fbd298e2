-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE contact_point (
  {{row}},
  agency_id BIGINT NOT NULL,
  name {{text}} NOT NULL,
  role {{text}} NOT NULL,
  position {{text}} NOT NULL,
  phone {{text}} NOT NULL,
  mobile {{text}} NOT NULL,
  email {{text}} NOT NULL,
  is_published SMALLINT NOT NULL,
  published_at {{text}} NOT NULL,
  confirmed_on {{text}}
);
CREATE INDEX contact_point_by_agency ON contact_point (agency_id, id);
