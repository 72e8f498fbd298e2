-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE alert (
  {{row}},
  agency_id BIGINT,
  system_id BIGINT,
  rule_id {{text}} NOT NULL,
  rule_title {{text}} NOT NULL,
  level {{text}} NOT NULL,
  status {{text}} NOT NULL,
  count BIGINT NOT NULL,
  first_seen BIGINT NOT NULL,
  last_seen BIGINT NOT NULL,
  host {{text}} NOT NULL,
  event_id {{text}} NOT NULL,
  event {{text}} NOT NULL,
  matched {{text}} NOT NULL,
  tags {{text}} NOT NULL,
  assignee_id BIGINT,
  incident_id BIGINT,
  dismiss_reason {{text}},
  dismiss_note {{text}} NOT NULL,
  closed_at BIGINT,
  origin {{text}} NOT NULL,
  is_demo SMALLINT NOT NULL
);
-- With what a word search reads, so that it walks the index and not the wide rows.
CREATE INDEX alert_by_last_seen ON alert (last_seen, id, archived, search_key);
CREATE INDEX alert_by_status ON alert (status, last_seen, id);
CREATE INDEX alert_by_agency ON alert (agency_id, last_seen, id);
CREATE INDEX alert_by_rule ON alert (rule_id, last_seen);
CREATE INDEX alert_by_host ON alert (host, rule_id, last_seen);
CREATE INDEX alert_by_incident ON alert (incident_id);
CREATE INDEX alert_by_assignee ON alert (assignee_id, status, last_seen);
-- What the summary asks for, without the wide rows: with a status, and in the order of its groups.
CREATE INDEX alert_summary ON alert (status, level, rule_id, rule_title, agency_id, count, last_seen, archived);
CREATE INDEX alert_by_group ON alert (rule_id, rule_title, level, agency_id, archived, status, count, last_seen);
-- Levels by day, for the first page.
CREATE INDEX alert_by_day ON alert (last_seen, level, archived, agency_id);

-- Keys of detections that are in an alert already: a replay finds them here.
CREATE TABLE alert_key (
  {{row}},
  key {{text}} NOT NULL,
  alert_id BIGINT NOT NULL
);
CREATE UNIQUE INDEX alert_key_key ON alert_key (key);
CREATE INDEX alert_key_by_age ON alert_key (created_at);
