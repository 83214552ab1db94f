/**
 * A reporter of vitest that writes what `npm test` counts into $WEBRUNNER_TEST_REPORT. The JSON of vitest itself knows how
 * long the tests took, but not what they waited for: hooks that build or start something.
 */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { projectRoot } from '../setup/folders.mjs';

export default class VitestReport {
  /** @param {readonly import('vitest/node').TestModule[]} modules one for each file of tests */
  onTestRunEnd(modules) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (/** @type {string} */ state) =>
      tests.filter((test) => test.result().state === state).length;
    /** @type {import('./stages.mjs').Result} */
    const result = {
      passed: count('passed'),
      failed: count('failed'),
      files: modules.map((module) => ({
        file: relative(projectRoot, module.moduleId),
        seconds: secondsOf(module.diagnostic()),
      })),
    };
    writeFileSync(String(process.env.WEBRUNNER_TEST_REPORT), JSON.stringify(result));
  }
}

/** @param {import('vitest/node').ModuleDiagnostic} times in milliseconds */
function secondsOf({ environmentSetupDuration, prepareDuration, collectDuration, setupDuration, duration }) {
  return (environmentSetupDuration + prepareDuration + collectDuration + setupDuration + duration) / 1000;
}
