-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE source_health (
  {{row}},
  source_id BIGINT NOT NULL REFERENCES source (id),
  state {{text}} NOT NULL,
  since BIGINT NOT NULL,
  first_seen_at BIGINT,
  last_seen_at BIGINT,
  hours_end BIGINT NOT NULL,
  hours {{text}} NOT NULL
);
CREATE UNIQUE INDEX source_health_once ON source_health (source_id);

CREATE TABLE source_token (
  {{row}},
  source_id BIGINT NOT NULL REFERENCES source (id),
  token_hash {{text}} NOT NULL,
  valid_until BIGINT NOT NULL
);
CREATE INDEX source_token_by_source ON source_token (source_id);
