/** A failure that one line explains; the scripts print it without a stack. */
export class SetupError extends Error {}

/** Says what is being done, on stderr: stdout is kept for the line that tells the address. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Runs one step of the set-up and says how long it took. */
export async function step(title, work) {
  say(`• ${title} …`);
  const start = performance.now();
  const result = await work();
  say(`  done in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}

/** Runs `main`, ends with its exit code, and prints foreseen failures as one line. */
export async function runMain(main) {
  try {
    const code = await main();
    if (typeof code === 'number') process.exitCode = code;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`webrunner: ${error.message}`);
    process.exitCode = 1;
  }
}
