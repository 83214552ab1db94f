import type { StepKind } from '../../../shared/model/run.ts';

/** Names of the steps, as on the indicators in the header. */
export const stepWords: Readonly<Record<StepKind, string>> = { software: 'Software', instance: 'Instance' };
