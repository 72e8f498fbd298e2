-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE role_assignment (
  {{row}},
  role {{text}} NOT NULL,
  agency_id BIGINT,
  holder {{text}} NOT NULL,
  from_day {{text}} NOT NULL,
  last_day {{text}},
  basis {{text}} NOT NULL,
  address {{text}} NOT NULL,
  email {{text}} NOT NULL,
  phone {{text}} NOT NULL,
  note {{text}} NOT NULL
);
CREATE INDEX role_assignment_by_role ON role_assignment (role, from_day);
