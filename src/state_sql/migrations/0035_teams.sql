-- SPDX-License-Identifier: Apache-2.0
-- Response teams, experts and their certificates, duty roster.
CREATE TABLE team (
  {{row}},
  agency_id BIGINT NOT NULL,
  name {{text}} NOT NULL,
  scope {{text}} NOT NULL,
  decision_number {{text}} NOT NULL,
  established_on {{text}} NOT NULL,
  dissolved_on {{text}},
  evidence_file_id BIGINT,
  note {{text}} NOT NULL
);
CREATE INDEX team_by_agency ON team (agency_id, id);

CREATE TABLE expert (
  {{row}},
  agency_id BIGINT NOT NULL,
  name {{text}} NOT NULL,
  employment {{text}} NOT NULL,
  employer {{text}} NOT NULL,
  contract_from {{text}},
  contract_until {{text}},
  domain {{text}},
  position {{text}} NOT NULL,
  phone {{text}} NOT NULL,
  email {{text}} NOT NULL,
  joined_on {{text}} NOT NULL,
  left_on {{text}}
);
CREATE INDEX expert_by_agency ON expert (agency_id, id);

CREATE TABLE certificate (
  {{row}},
  agency_id BIGINT NOT NULL,
  expert_id BIGINT NOT NULL,
  name {{text}} NOT NULL,
  issuer {{text}} NOT NULL,
  number {{text}} NOT NULL,
  issued_on {{text}} NOT NULL,
  expires_on {{text}},
  evidence_file_id BIGINT
);
CREATE INDEX certificate_by_agency ON certificate (agency_id, id);
CREATE INDEX certificate_by_expert ON certificate (expert_id);
CREATE INDEX certificate_by_number ON certificate (number);

CREATE TABLE qualification (
  {{row}},
  agency_id BIGINT NOT NULL,
  expert_id BIGINT NOT NULL,
  decided_on {{text}} NOT NULL,
  basis {{text}} NOT NULL,
  decision_number {{text}} NOT NULL,
  valid_until {{text}},
  decided_by {{text}} NOT NULL,
  evidence_file_id BIGINT,
  revoked_on {{text}},
  revoked_because {{text}} NOT NULL
);
CREATE INDEX qualification_by_agency ON qualification (agency_id, id);
CREATE INDEX qualification_by_expert ON qualification (expert_id);

CREATE TABLE team_member (
  {{row}},
  agency_id BIGINT NOT NULL,
  team_id BIGINT NOT NULL,
  name {{text}} NOT NULL,
  role {{text}} NOT NULL,
  unit {{text}} NOT NULL,
  position {{text}} NOT NULL,
  phone {{text}} NOT NULL,
  mobile {{text}} NOT NULL,
  email {{text}} NOT NULL,
  expert_id BIGINT,
  joined_on {{text}} NOT NULL,
  left_on {{text}}
);
CREATE INDEX team_member_by_agency ON team_member (agency_id, id);
CREATE INDEX team_member_by_team ON team_member (team_id);

CREATE TABLE duty_shift (
  {{row}},
  agency_id BIGINT NOT NULL,
  member_id BIGINT NOT NULL,
  starts_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  note {{text}} NOT NULL
);
CREATE INDEX duty_shift_by_time ON duty_shift (agency_id, ends_at);

CREATE TABLE roster_month (
  {{row}},
  agency_id BIGINT NOT NULL,
  month {{text}} NOT NULL,
  confirmed_by {{text}} NOT NULL
);
CREATE INDEX roster_month_by_month ON roster_month (agency_id, month);
