import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IdeServer } from './ideServer.ts';

/** What an instance of a small release is made of, as text of its profile. */
export interface SmallInstance {
  /** Names of the parts beside `publish`. */
  readonly parts?: readonly string[];
  /** Lines of `[publish]` after its recipe. */
  readonly published?: string;
  /** The sections of the parts. */
  readonly sections?: string;
}

const softwareProfile = `[buildout]
extends =
  ../../stack/slapos.cfg
  ../../stack/monitor/buildout.cfg
parts =
  slapos-cookbook
  monitor2-template
  instance-profile

[instance-profile]
recipe = slapos.recipe.template:jinja2
url = \${:_profile_base_location_}/instance.cfg.in
output = \${buildout:directory}/instance.cfg
context =
  section buildout buildout
  raw template_monitor \${monitor2-template:output}
`;

/**
 * Writes a release that builds in about a second to the workspace. Its instance has \${instance-parameter:configuration.text}
 * as a parameter, the folders of the monitor stack, and publishes \`text\`.
 */
export function writeSmallRelease(server: IdeServer, name: string, instance: SmallInstance = {}): void {
  const folder = join(server.workspace, 'software', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'software.cfg'), softwareProfile);
  writeFileSync(join(folder, 'instance.cfg.in'), smallInstanceProfile(instance));
}

/** Text of its instance profile. */
export function smallInstanceProfile({ parts = [], published = '', sections = '' }: SmallInstance): string {
  return `[buildout]
extends = {{ template_monitor }}
parts =
  directory
${parts.map((part) => `  ${part}\n`).join('')}  publish
eggs-directory = {{ buildout['eggs-directory'] }}
develop-eggs-directory = {{ buildout['develop-eggs-directory'] }}
offline = true

[instance-parameter]
recipe = slapos.cookbook:slapconfiguration
computer = \${slap-connection:computer-id}
partition = \${slap-connection:partition-id}
url = \${slap-connection:server-url}
key = \${slap-connection:key-file}
cert = \${slap-connection:cert-file}
configuration.text = nothing

[publish]
recipe = slapos.cookbook:publish
text = The text is \${instance-parameter:configuration.text}.
${published}
${sections}`;
}
