-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE lease (
  {{row}},
  name {{text}} NOT NULL,
  holder {{text}} NOT NULL,
  node {{text}} NOT NULL,
  term BIGINT NOT NULL,
  renewals BIGINT NOT NULL,
  until BIGINT
);
CREATE UNIQUE INDEX lease_name ON lease (name);
