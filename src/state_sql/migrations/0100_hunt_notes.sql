-- SPDX-License-Identifier: Apache-2.0
-- What hunts found so far was counted by match.
ALTER TABLE hunt ADD COLUMN agencies {{text}} NOT NULL DEFAULT '[]';
ALTER TABLE hunt ADD COLUMN rule_text {{text}} NOT NULL DEFAULT '';
ALTER TABLE hunt ADD COLUMN matches BIGINT NOT NULL DEFAULT 0;
ALTER TABLE hunt ADD COLUMN notes {{text}} NOT NULL DEFAULT '[]';
UPDATE hunt SET matches = events_hit;
