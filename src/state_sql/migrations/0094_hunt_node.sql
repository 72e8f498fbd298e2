-- SPDX-License-Identifier: Apache-2.0
ALTER TABLE hunt ADD COLUMN node {{text}} NOT NULL DEFAULT '';
