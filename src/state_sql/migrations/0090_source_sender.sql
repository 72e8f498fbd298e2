-- SPDX-License-Identifier: Apache-2.0
ALTER TABLE source ADD COLUMN client_certificate {{text}} NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN sender {{text}} NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN expected_per_hour BIGINT NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN silent_after_minutes BIGINT NOT NULL DEFAULT 0;
