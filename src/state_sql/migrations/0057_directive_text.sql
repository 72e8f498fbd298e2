-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE directive_text (
  {{row}},
  directive {{text}} NOT NULL,
  number {{text}} NOT NULL,
  signed_on {{text}},
  text {{text}} NOT NULL,
  sha256 {{text}} NOT NULL,
  matches {{text}} NOT NULL,
  attached_by {{text}} NOT NULL,
  evidence_file_id BIGINT,
  is_demo SMALLINT NOT NULL
);
CREATE INDEX directive_text_of ON directive_text (directive, id);
