-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE system_check (
  {{row}},
  agency_id BIGINT NOT NULL,
  system_id BIGINT NOT NULL,
  kind {{text}} NOT NULL,
  performed_on {{text}} NOT NULL,
  result {{text}} NOT NULL,
  findings BIGINT NOT NULL,
  provider {{text}} NOT NULL,
  method {{text}} NOT NULL,
  summary {{text}} NOT NULL,
  evidence_file_id BIGINT,
  origin {{text}} NOT NULL,
  is_demo SMALLINT NOT NULL
);
CREATE INDEX system_check_by_agency ON system_check (agency_id, id);
CREATE INDEX system_check_by_system ON system_check (system_id);

CREATE TABLE response_plan (
  {{row}},
  agency_id BIGINT NOT NULL,
  system_id BIGINT NOT NULL,
  version_label {{text}} NOT NULL,
  issued_on {{text}} NOT NULL,
  decision {{text}} NOT NULL,
  scenarios {{text}} NOT NULL,
  evidence_file_id BIGINT,
  state {{text}} NOT NULL,
  outdated_since {{text}},
  outdated_by {{text}} NOT NULL,
  origin {{text}} NOT NULL,
  is_demo SMALLINT NOT NULL
);
CREATE INDEX response_plan_by_agency ON response_plan (agency_id, id);
CREATE INDEX response_plan_by_system ON response_plan (system_id);

CREATE TABLE drill (
  {{row}},
  agency_id BIGINT NOT NULL,
  scope {{text}} NOT NULL,
  system_id BIGINT,
  title {{text}} NOT NULL,
  held_on {{text}} NOT NULL,
  is_live_fire SMALLINT NOT NULL,
  scenario {{text}} NOT NULL,
  participants BIGINT NOT NULL,
  units {{text}} NOT NULL,
  result {{text}} NOT NULL,
  lessons {{text}} NOT NULL,
  evidence_file_id BIGINT,
  origin {{text}} NOT NULL,
  is_demo SMALLINT NOT NULL
);
CREATE INDEX drill_by_agency ON drill (agency_id, id);
CREATE INDEX drill_by_system ON drill (system_id);

CREATE TABLE drill_task (
  {{row}},
  agency_id BIGINT NOT NULL,
  drill_id BIGINT NOT NULL,
  title {{text}} NOT NULL,
  responsible {{text}} NOT NULL,
  due_on {{text}} NOT NULL,
  done_on {{text}},
  note {{text}} NOT NULL
);
CREATE INDEX drill_task_by_agency ON drill_task (agency_id, id);
CREATE INDEX drill_task_by_drill ON drill_task (drill_id);

CREATE TABLE device (
  {{row}},
  agency_id BIGINT NOT NULL,
  code {{text}} NOT NULL,
  name {{text}} NOT NULL,
  kind {{text}} NOT NULL,
  state {{text}} NOT NULL,
  holder {{text}} NOT NULL,
  place {{text}} NOT NULL,
  holds_secrets SMALLINT NOT NULL,
  reaches_internet SMALLINT NOT NULL,
  in_use_since {{text}},
  checked_on {{text}},
  note {{text}} NOT NULL
);
CREATE INDEX device_by_agency ON device (agency_id, id);

CREATE TABLE device_event (
  {{row}},
  agency_id BIGINT NOT NULL,
  device_id BIGINT,
  kind {{text}} NOT NULL,
  performed_on {{text}} NOT NULL,
  result {{text}} NOT NULL,
  performed_by {{text}} NOT NULL,
  accompanied_by {{text}} NOT NULL,
  method {{text}} NOT NULL,
  note {{text}} NOT NULL,
  evidence_file_id BIGINT,
  origin {{text}} NOT NULL,
  is_demo SMALLINT NOT NULL
);
CREATE INDEX device_event_by_agency ON device_event (agency_id, id);

CREATE TABLE account_attestation (
  {{row}},
  agency_id BIGINT NOT NULL,
  period {{text}} NOT NULL,
  attested_on {{text}} NOT NULL,
  accounts BIGINT NOT NULL,
  shared_accounts BIGINT NOT NULL,
  stale_passwords BIGINT NOT NULL,
  password_days BIGINT NOT NULL,
  official_mail_only SMALLINT NOT NULL,
  dedicated_network_only SMALLINT NOT NULL,
  attested_by {{text}} NOT NULL,
  note {{text}} NOT NULL,
  evidence_file_id BIGINT,
  origin {{text}} NOT NULL,
  is_demo SMALLINT NOT NULL
);
CREATE INDEX account_attestation_by_agency ON account_attestation (agency_id, id);

CREATE TABLE supplier_review (
  {{row}},
  agency_id BIGINT NOT NULL,
  supplier_id BIGINT,
  performed_on {{text}} NOT NULL,
  result {{text}} NOT NULL,
  terms_checked SMALLINT NOT NULL,
  access_checked SMALLINT NOT NULL,
  reviewer {{text}} NOT NULL,
  summary {{text}} NOT NULL,
  next_on {{text}},
  evidence_file_id BIGINT,
  origin {{text}} NOT NULL,
  is_demo SMALLINT NOT NULL
);
CREATE INDEX supplier_review_by_agency ON supplier_review (agency_id, id);

CREATE TABLE training (
  {{row}},
  agency_id BIGINT NOT NULL,
  title {{text}} NOT NULL,
  kind {{text}} NOT NULL,
  held_on {{text}} NOT NULL,
  hours BIGINT NOT NULL,
  participants BIGINT NOT NULL,
  audience {{text}} NOT NULL,
  trainer {{text}} NOT NULL,
  period {{text}} NOT NULL,
  summary {{text}} NOT NULL,
  evidence_file_id BIGINT,
  origin {{text}} NOT NULL,
  is_demo SMALLINT NOT NULL
);
CREATE INDEX training_by_agency ON training (agency_id, id);

CREATE TABLE campaign (
  {{row}},
  agency_id BIGINT NOT NULL,
  title {{text}} NOT NULL,
  channel {{text}} NOT NULL,
  held_on {{text}} NOT NULL,
  until {{text}},
  audience {{text}} NOT NULL,
  reached BIGINT NOT NULL,
  link {{text}} NOT NULL,
  period {{text}} NOT NULL,
  summary {{text}} NOT NULL,
  evidence_file_id BIGINT,
  origin {{text}} NOT NULL,
  is_demo SMALLINT NOT NULL
);
CREATE INDEX campaign_by_agency ON campaign (agency_id, id);

CREATE TABLE budget (
  {{row}},
  agency_id BIGINT NOT NULL,
  year BIGINT NOT NULL,
  state {{text}} NOT NULL,
  it_total BIGINT NOT NULL,
  security_part BIGINT NOT NULL,
  share_permille BIGINT NOT NULL,
  document {{text}} NOT NULL,
  note {{text}} NOT NULL,
  is_demo SMALLINT NOT NULL
);
CREATE INDEX budget_by_agency ON budget (agency_id, id);

CREATE TABLE budget_proposal (
  {{row}},
  agency_id BIGINT NOT NULL,
  kind {{text}} NOT NULL,
  title {{text}} NOT NULL,
  performed_on {{text}} NOT NULL,
  period {{text}} NOT NULL,
  amount BIGINT NOT NULL,
  state {{text}} NOT NULL,
  document {{text}} NOT NULL,
  sent_to {{text}} NOT NULL,
  summary {{text}} NOT NULL,
  evidence_file_id BIGINT,
  origin {{text}} NOT NULL,
  is_demo SMALLINT NOT NULL
);
CREATE INDEX budget_proposal_by_agency ON budget_proposal (agency_id, id);

CREATE TABLE layer_evidence (
  {{row}},
  agency_id BIGINT NOT NULL,
  layer BIGINT NOT NULL,
  performed_on {{text}} NOT NULL,
  provider {{text}} NOT NULL,
  document {{text}} NOT NULL,
  valid_until {{text}},
  summary {{text}} NOT NULL,
  lost_on {{text}},
  evidence_file_id BIGINT,
  origin {{text}} NOT NULL,
  is_demo SMALLINT NOT NULL
);
CREATE INDEX layer_evidence_by_agency ON layer_evidence (agency_id, id);
