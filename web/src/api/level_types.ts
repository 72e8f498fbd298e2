// SPDX-License-Identifier: Apache-2.0
// Names of the API's shapes for systems, levels and dossiers.
import type { components } from './schema';

type Schemas = components['schemas'];
export type Calculator = Schemas['CalculatorView'];
export type Question = Schemas['LevelQuestionView'];
export type Calculated = Schemas['CalculatedView'];
export type Determination = Schemas['DeterminationView'];
export type Criterion = Schemas['LevelCriterionView'];
export type DossierDetail = Schemas['DossierDetailView'];
export type DossierPartState = Schemas['DossierPartView'];
export type Dossier = Schemas['Dossier'];
export type DossierClock = Schemas['DossierClockView'];
export type SystemStatus = Schemas['SystemStatusView'];
export type ControlSheet = Schemas['ControlSheetView'];
export type ControlRow = Schemas['ControlView'];
export type SystemControl = Schemas['SystemControl'];
export type TransitionList = Schemas['TransitionListView'];
export type Transition = Schemas['TransitionView'];

export type DossierStatus = 'draft' | 'filed' | 'returned' | 'appraising' | 'appraised' | 'approved' | 'withdrawn';
export const dossierStatuses: DossierStatus[] = ['filed', 'appraising', 'appraised', 'returned', 'draft', 'approved', 'withdrawn'];
/** Answers of the calculator, by the names the server gives its questions. */
export type Answers = Record<string, unknown>;
