import { cronRules } from './cronRules.ts';
import { folderRules } from './folderRules.ts';
import { jinjaRules } from './jinjaRules.ts';
import { promiseRules } from './promiseRules.ts';
import { pythonRules } from './pythonRules.ts';
import { recipeRules } from './recipeRules.ts';
import { referenceRules } from './referenceRules.ts';
import { releaseRules } from './releaseRules.ts';
import type { AdviceRule, ProfileRule } from './rule.ts';
import { structureRules } from './structureRules.ts';

/** All rules about profiles. */
export const profileRules: readonly ProfileRule[] = [
  ...structureRules,
  ...releaseRules,
  ...recipeRules,
  ...referenceRules,
  ...folderRules,
  ...cronRules,
  ...promiseRules,
  ...jinjaRules,
];

/** All that Webrunner knows to be out of date in the texts of the tutorial, and to be wrong of the same kind. */
export const adviceRules: readonly AdviceRule[] = [...profileRules, ...pythonRules];
