-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE advisory (
  {{row}},
  number {{text}} NOT NULL,
  state {{text}} NOT NULL,
  title {{text}} NOT NULL,
  source {{text}} NOT NULL,
  severity {{text}} NOT NULL,
  cves {{text}} NOT NULL,
  products {{text}} NOT NULL,
  content {{text}} NOT NULL,
  measures {{text}} NOT NULL,
  links {{text}} NOT NULL,
  due_on {{text}},
  warns_customers SMALLINT NOT NULL,
  evidence_file_id BIGINT,
  issued_at BIGINT,
  issued_by {{text}} NOT NULL,
  additions BIGINT NOT NULL,
  deliveries BIGINT NOT NULL,
  deliveries_read BIGINT NOT NULL,
  deliveries_answered BIGINT NOT NULL,
  deliveries_closed BIGINT NOT NULL,
  closed_at BIGINT,
  withdrawn_at BIGINT,
  withdraw_reason {{text}} NOT NULL,
  is_demo SMALLINT NOT NULL
);
CREATE UNIQUE INDEX advisory_number ON advisory (number);
CREATE INDEX advisory_by_state ON advisory (state, due_on);

CREATE TABLE advisory_addition (
  {{row}},
  advisory_id BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  content {{text}} NOT NULL,
  issued_at BIGINT NOT NULL,
  issued_by {{text}} NOT NULL
);
CREATE UNIQUE INDEX advisory_addition_ordinal ON advisory_addition (advisory_id, ordinal);

CREATE TABLE advisory_delivery (
  {{row}},
  agency_id BIGINT NOT NULL,
  advisory_id BIGINT NOT NULL,
  number {{text}} NOT NULL,
  title {{text}} NOT NULL,
  severity {{text}} NOT NULL,
  due_on {{text}} NOT NULL,
  reason {{text}} NOT NULL,
  customers SMALLINT NOT NULL,
  state {{text}} NOT NULL,
  sent_at BIGINT NOT NULL,
  read_at BIGINT,
  read_by {{text}} NOT NULL,
  answered_at BIGINT,
  closed_at BIGINT,
  return_reason {{text}} NOT NULL,
  reminded_at BIGINT,
  reminders BIGINT NOT NULL,
  warned_on {{text}},
  warned_count BIGINT,
  warning_note {{text}} NOT NULL,
  warning_file_id BIGINT,
  is_demo SMALLINT NOT NULL
);
-- Not unique: the heir of two agencies has the delivery of each.
CREATE INDEX advisory_delivery_of ON advisory_delivery (advisory_id, agency_id);
CREATE INDEX advisory_delivery_by_agency ON advisory_delivery (agency_id, state, due_on);

CREATE TABLE advisory_answer (
  {{row}},
  agency_id BIGINT NOT NULL,
  advisory_id BIGINT NOT NULL,
  delivery_id BIGINT NOT NULL,
  system_id BIGINT,
  product {{text}} NOT NULL,
  is_certain SMALLINT NOT NULL,
  answer {{text}} NOT NULL,
  until {{text}},
  note {{text}} NOT NULL,
  evidence_file_id BIGINT,
  answered_at BIGINT,
  answered_by {{text}} NOT NULL
);
CREATE INDEX advisory_answer_by_delivery ON advisory_answer (delivery_id, id);
CREATE INDEX advisory_answer_by_advisory ON advisory_answer (advisory_id, agency_id);
CREATE INDEX advisory_answer_by_system ON advisory_answer (system_id);
