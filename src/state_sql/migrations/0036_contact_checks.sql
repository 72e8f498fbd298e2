-- SPDX-License-Identifier: Apache-2.0
-- How contact points are kept true: links to confirm without log-in, visits of the publication checker.
ALTER TABLE contact_point ADD COLUMN seen_on {{text}};

CREATE TABLE contact_link (
  {{row}},
  agency_id BIGINT NOT NULL,
  contact_point_id BIGINT NOT NULL,
  token_hash {{text}} NOT NULL,
  expires_at BIGINT NOT NULL,
  outcome {{text}} NOT NULL,
  used_at BIGINT
);
CREATE INDEX contact_link_by_token ON contact_link (token_hash);
CREATE INDEX contact_link_by_contact ON contact_link (contact_point_id);

CREATE TABLE contact_check (
  {{row}},
  agency_id BIGINT NOT NULL,
  contact_point_id BIGINT NOT NULL,
  outcome {{text}} NOT NULL,
  url {{text}} NOT NULL,
  checked_at BIGINT NOT NULL,
  phone_found SMALLINT NOT NULL,
  email_found SMALLINT NOT NULL,
  excerpt {{text}} NOT NULL,
  page_sha256 {{text}} NOT NULL,
  http_status BIGINT NOT NULL,
  detail {{text}} NOT NULL
);
CREATE INDEX contact_check_by_agency ON contact_check (agency_id, id);
CREATE INDEX contact_check_by_contact ON contact_check (contact_point_id, id);
