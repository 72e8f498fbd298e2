// SPDX-License-Identifier: Apache-2.0
// Shapes of the ranking's pages; the description of the API is where they come from.
import type { components } from './schema';

type Schemas = components['schemas'];

export type Standing = Schemas['ScoreStandingView'];
export type Effect = Schemas['ScoreEffectView'];
export type Indicator = Schemas['IndicatorView'];
export type MonthStanding = Schemas['MonthStandingView'];
export type Addendum = Schemas['AddendumView'];
export type Verdict = Schemas['VerdictView'];
export type Tiles = Schemas['TilesView'];
export type TileRow = Schemas['TileRowView'];
export type Heat = Schemas['HeatView'];
export type Appeal = Schemas['ScoreAppeal'];
export type AppealDetail = Schemas['AppealView'];
export type ScorecardRow = Schemas['Scorecard'];
export type ScorecardDetail = Schemas['ScorecardDetailView'];
export type CardView = Schemas['CardView'];
export type CardSet = Schemas['CardSet'];
export type CardIndicator = Schemas['CardIndicator'];
export type CardCheck = Schemas['CardCheckView'];
export type CardFinding = Schemas['CardFindingView'];
export type CardParts = Schemas['CardPartsView'];
export type CardInForce = Schemas['CardInForceView'];
export type WhatIf = Schemas['WhatIfView'];
export type WhatIfSet = Schemas['WhatIfSetView'];
