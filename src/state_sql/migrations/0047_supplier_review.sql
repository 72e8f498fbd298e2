-- SPDX-License-Identifier: Apache-2.0
ALTER TABLE supplier ADD COLUMN contract_no {{text}} NOT NULL DEFAULT '';
ALTER TABLE supplier ADD COLUMN reviewed_on {{text}};
