// SPDX-License-Identifier: Apache-2.0
// Journeys of the areas that have a file of their own; an area adds its two lines here.
import { directiveJourneys } from './directive.mjs';
import { rankingJourneys } from './ranking.mjs';

export function areaJourneys(journey) {
  directiveJourneys(journey);
  rankingJourneys(journey);
}
