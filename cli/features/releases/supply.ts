import { releaseTitle } from '../../../shared/releaseName.ts';
import { defineCommand } from '../../core/command.ts';
import { exitCodes } from '../../core/exitCodes.ts';

export const supply = defineCommand({
  name: 'supply',
  operand: 'URL',
  summary: 'add a release by the URL of its profile, to be built by its URL from then on',
  options: {},
  notes: 'With --json the answer is {"release": …}.',
  run: async ({ api, output, isJson }, { operand: url = '' }) => {
    const release = await api.call('addRelease', { body: { url } });
    if (isJson) await output.json({ release });
    else {
      await output.print(
        `Added ${releaseTitle(release.name)}. To build it: webrunner rebuild ${release.name}`,
      );
    }
    return exitCodes.ok;
  },
});
