-- SPDX-License-Identifier: Apache-2.0
-- Systems in full, and what belongs to them.
ALTER TABLE system ADD COLUMN kind {{text}} NOT NULL DEFAULT 'internal';
ALTER TABLE system ADD COLUMN owner_name {{text}} NOT NULL DEFAULT '';
ALTER TABLE system ADD COLUMN operator_id BIGINT;
ALTER TABLE system ADD COLUMN exposure {{text}} NOT NULL DEFAULT 'local';
ALTER TABLE system ADD COLUMN only_public_information SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE system ADD COLUMN has_personal_data SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE system ADD COLUMN has_sensitive_data SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE system ADD COLUMN has_state_secrets SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE system ADD COLUMN basic_subjects BIGINT NOT NULL DEFAULT 0;
ALTER TABLE system ADD COLUMN sensitive_subjects BIGINT NOT NULL DEFAULT 0;
ALTER TABLE system ADD COLUMN ended_on {{text}};
UPDATE system SET exposure = 'internet' WHERE is_public = 1;
CREATE INDEX system_by_domain ON system (domain);

ALTER TABLE address_range ADD COLUMN is_delegated SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE address_range ADD COLUMN sort_key {{text}} NOT NULL DEFAULT '';
CREATE INDEX address_range_by_place ON address_range (sort_key);

CREATE TABLE system_product (
  {{row}},
  agency_id BIGINT NOT NULL,
  system_id BIGINT NOT NULL,
  name {{text}} NOT NULL,
  kind {{text}} NOT NULL,
  vendor {{text}} NOT NULL,
  product_version {{text}} NOT NULL,
  cpe {{text}} NOT NULL,
  quantity BIGINT NOT NULL,
  place {{text}} NOT NULL,
  supplier_id BIGINT,
  supported_until {{text}},
  note {{text}} NOT NULL
);
CREATE INDEX system_product_by_agency ON system_product (agency_id, id);
CREATE INDEX system_product_by_system ON system_product (system_id);
CREATE INDEX system_product_by_cpe ON system_product (cpe);

CREATE TABLE system_domain (
  {{row}},
  agency_id BIGINT NOT NULL,
  system_id BIGINT NOT NULL,
  domain {{text}} NOT NULL,
  note {{text}} NOT NULL
);
CREATE INDEX system_domain_by_agency ON system_domain (agency_id, id);
CREATE INDEX system_domain_by_domain ON system_domain (domain);

CREATE TABLE system_link (
  {{row}},
  agency_id BIGINT NOT NULL,
  system_id BIGINT NOT NULL,
  other_system_id BIGINT,
  other_name {{text}} NOT NULL,
  direction {{text}} NOT NULL,
  content {{text}} NOT NULL,
  protocol {{text}} NOT NULL,
  is_encrypted SMALLINT NOT NULL
);
CREATE INDEX system_link_by_agency ON system_link (agency_id, id);
CREATE INDEX system_link_by_system ON system_link (system_id);
CREATE INDEX system_link_by_other ON system_link (other_system_id);

CREATE TABLE system_supplier (
  {{row}},
  agency_id BIGINT NOT NULL,
  system_id BIGINT NOT NULL,
  supplier_id BIGINT NOT NULL,
  work {{text}} NOT NULL,
  has_remote_access SMALLINT NOT NULL
);
CREATE INDEX system_supplier_by_agency ON system_supplier (agency_id, id);
CREATE INDEX system_supplier_by_system ON system_supplier (system_id);
