// SPDX-License-Identifier: Apache-2.0
// The journeys of each feature, in the order in which they are made.
import { advisoryJourneys } from './advisories.mjs';
import { agencyJourneys } from './agencies.mjs';
import { areaJourneys } from './areas.mjs';
import { findingsJourneys } from './findings.mjs';
import { huntJourneys } from './hunts.mjs';
import { indicatorJourneys } from './indicators.mjs';
import { ledgerJourneys } from './ledgers.mjs';
import { levelJourneys } from './levels.mjs';
import { lookAtAll } from './looks.mjs';
import { noticeJourneys } from './notices.mjs';
import { rulesJourneys } from './rules.mjs';
import { searchJourneys } from './searches.mjs';
import { storageJourneys } from './storage.mjs';
import { sourceJourneys } from './sources.mjs';
import { teamJourneys } from './teams.mjs';
import { workJourneys } from './work.mjs';

export const features = [
  lookAtAll,
  findingsJourneys,
  rulesJourneys,
  searchJourneys,
  areaJourneys,
  levelJourneys,
  huntJourneys,
  indicatorJourneys,
  ledgerJourneys,
  advisoryJourneys,
  teamJourneys,
  noticeJourneys,
  agencyJourneys,
  workJourneys,
  storageJourneys,
  sourceJourneys,
];
