import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A release that builds in a second: what its software does, and which parts its instance has. */
export interface SampleRelease {
  /** Shell command of the one part of the software. */
  readonly command?: string;
  /** Parts of the instance: name and options, without `[name]`. */
  readonly instance?: Readonly<Record<string, string>>;
  /** More options of the section that publishes, a line each. */
  readonly publish?: string;
}

/** Writes `software/<name>` of a workspace. Answers the path of its software.cfg. */
export async function writeRelease(
  workspace: string,
  name: string,
  { command = 'true', instance = {}, publish = '' }: SampleRelease = {},
): Promise<string> {
  const folder = join(workspace, 'software', name);
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'instance.cfg.in'),
    `[buildout]
parts = publish ${Object.keys(instance).join(' ')}
eggs-directory = {{ buildout['eggs-directory'] }}
develop-eggs-directory = {{ buildout['develop-eggs-directory'] }}
offline = true

[publish]
recipe = slapos.cookbook:publish
greeting = Hello ${name}
${publish}

[directory]
recipe = slapos.cookbook:mkdirectory
etc = \${buildout:directory}/etc
service = \${:etc}/service
promise = \${:etc}/promise

${Object.entries(instance)
  .map(([part, options]) => `[${part}]\n${options}\n`)
  .join('\n')}`,
  );
  await writeFile(
    join(folder, 'software.cfg'),
    `[buildout]
parts = slapos-cookbook work instance-profile
newest = false

[slapos-cookbook]
recipe = zc.recipe.egg
eggs = slapos.cookbook
scripts =

[work]
recipe = plone.recipe.command
command = ${command}
update-command = \${:command}
stop-on-error = true

[instance-profile]
recipe = slapos.recipe.template:jinja2
url = \${:_profile_base_location_}/instance.cfg.in
output = \${buildout:directory}/instance.cfg
context = section buildout buildout
`,
  );
  return join(folder, 'software.cfg');
}
