-- SPDX-License-Identifier: Apache-2.0
-- Months are frozen by two persons; corrections, addenda, scorecards decreed in the console, appeals.
ALTER TABLE score_month ADD COLUMN frozen_by_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE score_month ADD COLUMN proposed_by {{text}} NOT NULL DEFAULT '';
ALTER TABLE score_month ADD COLUMN proposed_by_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE score_month ADD COLUMN appeal_until BIGINT;

CREATE TABLE score_proposal (
  {{row}},
  month {{text}} NOT NULL,
  state {{text}} NOT NULL,
  sha256 {{text}} NOT NULL,
  scorecard {{text}} NOT NULL,
  digests {{text}} NOT NULL,
  proposed_by {{text}} NOT NULL,
  proposed_by_id BIGINT NOT NULL,
  ended_by {{text}} NOT NULL,
  ended_at BIGINT,
  note {{text}} NOT NULL
);
CREATE UNIQUE INDEX score_proposal_open ON score_proposal (month) WHERE state = 'open';

CREATE TABLE score_addendum (
  {{row}},
  month {{text}} NOT NULL,
  number BIGINT NOT NULL,
  state {{text}} NOT NULL,
  reason {{text}} NOT NULL,
  basis {{text}} NOT NULL,
  content {{text}} NOT NULL,
  sha256 {{text}} NOT NULL,
  previous_sha256 {{text}} NOT NULL,
  appeal_id BIGINT,
  proposed_by {{text}} NOT NULL,
  proposed_by_id BIGINT NOT NULL,
  confirmed_by {{text}} NOT NULL,
  confirmed_by_id BIGINT NOT NULL,
  confirmed_at BIGINT,
  is_demo SMALLINT NOT NULL
);
CREATE UNIQUE INDEX score_addendum_number ON score_addendum (month, number)
  WHERE state <> 'withdrawn';

CREATE TABLE score_correction (
  {{row}},
  agency_id BIGINT NOT NULL,
  from_month {{text}} NOT NULL,
  until_month {{text}} NOT NULL,
  indicator {{text}} NOT NULL,
  duty {{text}} NOT NULL,
  outcome {{text}} NOT NULL,
  possible BIGINT NOT NULL,
  reason {{text}} NOT NULL,
  appeal_id BIGINT
);
CREATE INDEX score_correction_by_month ON score_correction (from_month);

CREATE TABLE scorecard (
  {{row}},
  code {{text}} NOT NULL,
  title {{text}} NOT NULL,
  from_month {{text}} NOT NULL,
  state {{text}} NOT NULL,
  basis {{text}} NOT NULL,
  content {{text}} NOT NULL,
  sha256 {{text}} NOT NULL,
  drafted_by {{text}} NOT NULL,
  proposed_by {{text}} NOT NULL,
  proposed_by_id BIGINT NOT NULL,
  decreed_by {{text}} NOT NULL,
  decreed_by_id BIGINT NOT NULL,
  decreed_at BIGINT
);
CREATE UNIQUE INDEX scorecard_code ON scorecard (code) WHERE state <> 'withdrawn';
CREATE UNIQUE INDEX scorecard_from ON scorecard (from_month) WHERE state = 'decreed';

CREATE TABLE score_appeal (
  {{row}},
  agency_id BIGINT NOT NULL,
  number {{text}} NOT NULL,
  month {{text}} NOT NULL,
  indicator {{text}} NOT NULL,
  duty {{text}} NOT NULL,
  state {{text}} NOT NULL,
  text {{text}} NOT NULL,
  files {{text}} NOT NULL,
  submitted_by {{text}} NOT NULL,
  submitted_at BIGINT NOT NULL,
  answer_due BIGINT NOT NULL,
  received_by {{text}} NOT NULL,
  received_at BIGINT,
  answered_by {{text}} NOT NULL,
  answered_at BIGINT,
  reasons {{text}} NOT NULL,
  basis {{text}} NOT NULL,
  effect {{text}} NOT NULL,
  addendum_id BIGINT
);
CREATE UNIQUE INDEX score_appeal_number ON score_appeal (number);
CREATE INDEX score_appeal_by_agency ON score_appeal (agency_id, month);
