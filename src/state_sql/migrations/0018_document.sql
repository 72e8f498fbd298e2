-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE document (
  {{row}},
  kind {{text}} NOT NULL,
  month {{text}} NOT NULL,
  status {{text}} NOT NULL,
  number {{text}} NOT NULL,
  signer_name {{text}} NOT NULL,
  signer_title {{text}} NOT NULL,
  remarks {{text}} NOT NULL,
  figures {{text}} NOT NULL,
  issued_on {{text}},
  is_demo SMALLINT NOT NULL
);
CREATE UNIQUE INDEX document_of_month ON document (kind, month);
