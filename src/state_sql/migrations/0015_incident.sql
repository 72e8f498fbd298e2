-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE incident (
  {{row}},
  number {{text}} NOT NULL,
  agency_id BIGINT NOT NULL,
  system_id BIGINT,
  title {{text}} NOT NULL,
  description {{text}} NOT NULL,
  severity {{text}} NOT NULL,
  category {{text}} NOT NULL,
  detected_at BIGINT NOT NULL,
  reported_by {{text}} NOT NULL,
  is_serious SMALLINT NOT NULL,
  beyond_capacity SMALLINT NOT NULL,
  harms_security SMALLINT NOT NULL,
  personal_data SMALLINT NOT NULL,
  status {{text}} NOT NULL,
  lead_id BIGINT,
  closed_at BIGINT,
  outcome {{text}} NOT NULL,
  origin {{text}} NOT NULL,
  is_demo SMALLINT NOT NULL
);
CREATE UNIQUE INDEX incident_number ON incident (number);
CREATE INDEX incident_by_agency ON incident (agency_id, detected_at);
CREATE INDEX incident_by_status ON incident (status, detected_at);
CREATE INDEX incident_by_time ON incident (detected_at);

CREATE TABLE incident_task (
  {{row}},
  agency_id BIGINT NOT NULL,
  incident_id BIGINT NOT NULL,
  title {{text}} NOT NULL,
  detail {{text}} NOT NULL,
  assignee_id BIGINT,
  due_at BIGINT,
  status {{text}} NOT NULL
);
CREATE INDEX incident_task_by_incident ON incident_task (incident_id, id);
CREATE INDEX incident_task_by_agency ON incident_task (agency_id, status);
CREATE INDEX incident_task_by_assignee ON incident_task (assignee_id, status);

CREATE TABLE incident_note (
  {{row}},
  agency_id BIGINT NOT NULL,
  incident_id BIGINT NOT NULL,
  author {{text}} NOT NULL,
  text {{text}} NOT NULL
);
CREATE INDEX incident_note_by_incident ON incident_note (incident_id, id);
CREATE INDEX incident_note_by_agency ON incident_note (agency_id, id);

CREATE TABLE public_report (
  {{row}},
  topic {{text}} NOT NULL,
  what {{text}} NOT NULL,
  target {{text}} NOT NULL,
  contact_name {{text}} NOT NULL,
  contact {{text}} NOT NULL,
  status {{text}} NOT NULL,
  agency_id BIGINT,
  incident_id BIGINT,
  reply {{text}} NOT NULL,
  code_hash {{text}} NOT NULL
);
CREATE UNIQUE INDEX public_report_code ON public_report (code_hash);
CREATE INDEX public_report_by_status ON public_report (status, id);
CREATE INDEX public_report_by_agency ON public_report (agency_id, id);
