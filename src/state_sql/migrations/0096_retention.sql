-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE legal_hold (
  {{row}},
  number {{text}} NOT NULL,
  title {{text}} NOT NULL,
  reason {{text}} NOT NULL,
  incident_id BIGINT,
  agency_id BIGINT,
  system_id BIGINT,
  hosts {{text}} NOT NULL,
  query {{text}} NOT NULL,
  from_at BIGINT NOT NULL,
  to_at BIGINT,
  state {{text}} NOT NULL,
  opened_by {{text}} NOT NULL,
  copied_to BIGINT,
  events BIGINT NOT NULL,
  digest {{text}} NOT NULL,
  oldest BIGINT,
  newest BIGINT,
  gone_weeks BIGINT NOT NULL,
  gone_events BIGINT NOT NULL,
  verified_at BIGINT,
  problem {{text}} NOT NULL,
  release_reason {{text}} NOT NULL,
  release_asked_by_id BIGINT,
  release_asked_by {{text}} NOT NULL,
  release_asked_at BIGINT,
  released_by {{text}} NOT NULL,
  released_at BIGINT
);
CREATE UNIQUE INDEX legal_hold_number ON legal_hold (number);
CREATE INDEX legal_hold_by_incident ON legal_hold (incident_id);
CREATE INDEX legal_hold_by_state ON legal_hold (state);

CREATE TABLE event_expiry (
  {{row}},
  level BIGINT NOT NULL,
  is_provider SMALLINT NOT NULL,
  monday {{text}} NOT NULL,
  months BIGINT NOT NULL,
  events BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  oldest BIGINT NOT NULL,
  newest BIGINT NOT NULL,
  state {{text}} NOT NULL,
  dropped_at BIGINT
);
CREATE INDEX event_expiry_by_week ON event_expiry (monday);
CREATE INDEX event_expiry_by_state ON event_expiry (state);
