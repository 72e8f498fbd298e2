-- SPDX-License-Identifier: Apache-2.0
CREATE INDEX alert_by_event ON alert (event_id);
