-- SPDX-License-Identifier: Apache-2.0
ALTER TABLE scan_job ADD COLUMN node {{text}} NOT NULL DEFAULT '';
ALTER TABLE hunt ADD COLUMN node {{text}} NOT NULL DEFAULT '';
ALTER TABLE rule_meter ADD COLUMN node {{text}} NOT NULL DEFAULT '';
ALTER TABLE notice_progress DROP COLUMN worker;
ALTER TABLE notice_progress DROP COLUMN lease_until;
