-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE score_month (
  {{row}},
  month {{text}} NOT NULL,
  scorecard {{text}} NOT NULL,
  judged_at BIGINT NOT NULL,
  figures {{text}} NOT NULL,
  sha256 {{text}} NOT NULL,
  frozen_by {{text}} NOT NULL,
  is_demo SMALLINT NOT NULL
);
CREATE UNIQUE INDEX score_month_once ON score_month (month);
