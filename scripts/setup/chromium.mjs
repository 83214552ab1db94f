import { run, which } from './command.mjs';
import { SetupError, step } from './progress.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

function find() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  return names.map((name) => which(name)).find((path) => path !== undefined);
}

/** Path of the browser for the browser tests: $CHROMIUM, one on PATH, or (as root, with apt) installed now. */
export async function ensureChromium() {
  const found = find();
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && which('apt-get') !== undefined) {
    await step('Installing Chromium for the browser tests', async () => {
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
      await run('apt-get', ['update', '-q'], { env });
      await run(
        'apt-get',
        ['install', '-q', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation'],
        { env },
      );
    });
    const installed = find();
    if (installed !== undefined) return installed;
  }
  throw new SetupError(
    'The browser tests need Chromium: install it (on Debian: apt install chromium), or name one in $CHROMIUM.',
  );
}
