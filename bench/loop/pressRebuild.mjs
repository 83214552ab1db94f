/**
 * One press of Rebuild, in milliseconds.
 * @typedef {object} Rebuild
 * @property {number} clickToShown
 * @property {{ toStart: number, software: number, between: number, instance: number, toShown: number }} parts
 *   click → first step begins → ends → second begins → ends → both shown as Completed
 * @property {{ software: string, instance: string }} commands what was executed, as one would type it
 */

/**
 * What is read of a run that completed.
 * @typedef {{ startedAt: string, finishedAt: string, durationMs: number, command: string, reason?: string }} Step
 * @typedef {{ state: string, steps: Step[] }} Run
 */

/** A build went well, and then a promise said that the instance does not work. */
export class PromiseFailed extends Error {}

/**
 * Presses the button and waits until both indicators say Completed.
 * @param {import('@playwright/test').Page} page
 * @param {import('../harness/product.mjs').Product} product
 * @returns {Promise<Rebuild>} rejects with PromiseFailed
 */
export async function pressRebuild(page, { session }) {
  const button = page.getByRole('button', { name: 'Rebuild', exact: true });
  await page.locator('button:not([aria-disabled=true])', { hasText: 'Rebuild' }).waitFor();
  await page.evaluate(watchIndicators);
  await button.click();
  const { clicked, shown, failure } = await page.evaluate(() => globalThis.webrunnerRebuild);
  const { runs } = /** @type {{ runs: Run[] }} */ (await session.json('/api/runs?limit=1'));
  const [run] = runs;
  if (run?.state === 'promiseFailed') throw new PromiseFailed(run.steps.at(-1)?.reason);
  if (failure !== undefined) throw new Error(`The build failed: ${failure} ${JSON.stringify(run)}`);
  const [software, instance] = run?.steps ?? [];
  if (software === undefined || instance === undefined) throw new Error('The run has not two steps.');
  const at = (/** @type {string} */ date) => Date.parse(date);
  return {
    clickToShown: shown - clicked,
    parts: {
      toStart: at(software.startedAt) - clicked,
      software: software.durationMs,
      between: at(instance.startedAt) - at(software.finishedAt),
      instance: instance.durationMs,
      toShown: shown - at(instance.finishedAt),
    },
    commands: { software: software.command, instance: instance.command },
  };
}

/** In the page: from the next click on, waits for both indicators to say Completed after they said otherwise. */
function watchIndicators() {
  const now = () => performance.timeOrigin + performance.now();
  const state = (/** @type {string} */ name) =>
    document.querySelector(`[role=status][aria-label="${name}"]`)?.textContent ?? '';
  globalThis.webrunnerRebuild = new Promise((resolve) => {
    const begin = () => {
      const clicked = now();
      let running = false;
      const observer = new MutationObserver(() => {
        const states = [state('Software'), state('Instance')];
        const failure = states.find((text) => /failed|Cancelled|Interrupted/i.test(text));
        const completed = states.every((text) => text.includes('Completed'));
        running ||= states.some((text) => /Queued|Running/.test(text));
        if (!running || (!completed && failure === undefined)) return;
        observer.disconnect();
        requestAnimationFrame(() => resolve({ clicked, shown: now(), failure }));
      });
      observer.observe(document.body, { childList: true, subtree: true, characterData: true });
    };
    document.addEventListener('click', begin, { capture: true, once: true });
  });
}
