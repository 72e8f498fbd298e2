// SPDX-License-Identifier: Apache-2.0
// Names of the API's shapes of indicators, as the console uses them.
import type { components } from './schema';

type Schemas = components['schemas'];

export type IndicatorFinding = Schemas['IndicatorFindingView'];
export type IndicatorAccount = Schemas['IndicatorAccountView'];
export type IndicatorList = Schemas['IndicatorListView'];
export type IndicatorLists = Schemas['IndicatorLists'];
export type IndicatorListDetail = Schemas['IndicatorListDetail'];
export type IndicatorImport = Schemas['IndicatorImportView'];
export type IndicatorPage = Schemas['IndicatorPage'];
export type Indicator = Schemas['ListedIndicator'];
export type LookupRow = Schemas['IndicatorLookupRow'];
export type LookupAnswer = Schemas['IndicatorLookup'];
export type Exclusion = Schemas['IndicatorExclusionView'];
export type ExclusionList = Schemas['IndicatorExclusionList'];

export type Level = IndicatorList['level'];
export type Tlp = IndicatorList['default_tlp'];
