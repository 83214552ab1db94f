import { nameOf } from '../../core/paths.ts';

/** An error of the engine that one can say something about. */
export interface KnownError {
  readonly pattern: RegExp;
  readonly advise: (match: RegExpExecArray) => string;
  /**
   * `ofItsLine`: no file but one that the line of the error names. Promises fail long after the profile was read.
   * `missing`: the file that the error names is not there, and cannot be opened.
   */
  readonly file?: 'ofItsLine' | 'missing';
  /** See ErrorAdvice. */
  readonly action?: 'md5' | 'services';
}

/** Components whose place an instance profile of the tutorial asks for as if they were sections of its own. */
const components = ['dcron', 'logrotate', 'gzip', 'dash', 'curl'];

/** Promises of slapos.toolbox 0.170 that need nothing but what they check. */
const promiseModules = [
  ...['check_socket_listening', 'check_url_available', 'check_certificate', 'check_command_execute'],
  ...['check_file_state', 'check_error_on_http_log', 'check_free_disk_space'],
];

/** In the order in which they are looked for: what says more comes first. */
export const knownErrors: readonly KnownError[] = [
  {
    pattern: /MD5 checksum mismatch for local resource at '([^']+)'/,
    advise: ([, path = '']) =>
      `${nameOf(path)} was changed after its MD5 sum had been written down. Write its new sum behind “md5sum = ”, in buildout.hash.cfg or software.cfg, and rebuild.`,
    action: 'md5',
  },
  {
    pattern: /MD5 checksum mismatch/,
    advise: () =>
      'What was downloaded is not what the profile expects. Compare its md5sum with that of the address.',
  },
  {
    pattern: /Download refused: (\S+) /,
    file: 'ofItsLine',
    advise: ([, url = '']) =>
      `Webrunner was started with --no-downloads, and the build needs ${url}. Start it without that option, and rebuild.`,
  },
  {
    pattern: /Download failed: (\S+)(?: \(asked for by [^)\n]*\))?: ([^\n]+?)\. Look at/,
    file: 'ofItsLine',
    advise: ([, url = '', reason = '']) =>
      `${url} cannot be downloaded: ${reason}. Look at the address, and at whether this machine reaches it.`,
  },
  {
    pattern: /Software Release (\S+) is not present on system/,
    advise: ([, url = '']) =>
      `An instance needs the release ${releaseName(url)}, which is not built. Choose that release, rebuild its software, then rebuild this instance.`,
  },
  {
    pattern: /Connection parameter (\S+) not found\. Status of requested instance is: ([^.]+)\./,
    file: 'ofItsLine',
    action: 'services',
    advise: ([, parameter = '', state = '']) =>
      state === 'stopped'
        ? `The instance that this one requests is stopped. Start it, then rebuild this instance.`
        : `The instance that this one requests has not published “${parameter}” yet: requested for the first time, it is deployed after this one. Rebuild the instance once more. If that does not help, look in Services at how it is, and in its profile at whether it publishes that name.`,
  },
  {
    pattern: /Entry point \('zc\.buildout', '([^']+)'\) not found/,
    advise: ([, name = '']) =>
      name === 'makedirectory'
        ? 'The recipe is called slapos.cookbook:mkdirectory now. Write it so.'
        : `The egg has no recipe called ${name}. Look at the name behind the colon of “recipe = ”.`,
  },
  {
    pattern: /InvalidRequirement: Expected package name[^\n]*\n\s*(\S+)/,
    advise: ([, value = '']) =>
      `A recipe is an egg with an entry point, not a file such as ${value}. Develop an egg, and write its name behind “recipe = ”.`,
  },
  {
    pattern: /(?:No section named|The referenced section,) 'monitor-promise-base'/,
    advise: () =>
      '[monitor-promise-base] is in the monitor stack. Write “extends = {{ template_monitor }}” in [buildout] of the instance profile, as software/helloworld does; in software.cfg, extend ../../stack/monitor/buildout.cfg, and add “raw template_monitor ${monitor2-template:output}” to the context of [instance-profile].',
  },
  {
    pattern: /(No section named|The referenced section,) '([^']+)'/,
    advise: ([, words = '', name = '']) =>
      // A section that takes over another one means one of its own profile.
      words !== 'No section named' && components.includes(name)
        ? componentOfRelease(name)
        : `There is no section [${name}] in the profile or in those that it extends. Look for a misspelled name, or for a header that is missing.`,
  },
  {
    pattern: /Referenced option does not exist: (\S+) (\S+)/,
    advise: ([, section = '', option = '']) =>
      isComponentPlace(section, option)
        ? componentOfRelease(section)
        : `[${section}] has no option ${option}. Look at its name, or give it a value in [${section}].`,
  },
  {
    pattern: /Missing option: ([^:\s]+):(\S+)/,
    advise: ([, section = '', option = '']) => missingOption(section, option),
  },
  {
    pattern: /KeyError: 'eggs'/,
    advise: () =>
      'A promise needs the eggs that its module is in. Begin its section with “<= monitor-promise-base”, or give it “eggs = slapos.toolbox”.',
  },
  {
    // A key that is a path or a sentence is no option.
    pattern: /Installing ([\w.-]+)\.(?:(?!Installing)[\s\S])*^KeyError: '([\w.-]+)'$/m,
    advise: ([, section = '', option = '']) => missingOption(section, option),
  },
  {
    pattern: /must implement 'IPromise'/,
    file: 'ofItsLine',
    advise: () => 'Write “@implementer(interface.IPromise)” on the line above “class RunPromise”.',
  },
  {
    pattern: /Either 'module' or 'file' is required but not both/,
    advise: () =>
      'For a promise of your own, leave “module = ” empty and give the path of its file in “file = ”.',
  },
  {
    pattern: /Buildout now includes '([^']+)'/,
    advise: ([, name = '']) =>
      `Take ${name} out of “extensions”, and write “show-picked-versions = true” in [buildout].`,
  },
  {
    pattern: /MissingSectionHeaderError/,
    advise: () =>
      'A line stands above the first section. Write the header that is missing, such as [buildout], above it.',
  },
  {
    pattern: /ParsingError: File contains parsing errors/,
    advise: () =>
      'This line is neither a section, nor “name = value”, nor indented as part of a value. Mend it.',
  },
  {
    // What is wrong stands on a second line that is not indented, hence not in the error block.
    pattern: /The substitution, (\S+),/,
    advise: ([, reference = '']) =>
      `${reference} has to name a section and an option, \${section:option}. Write $${reference} where the text itself is meant.`,
  },
  {
    pattern: /UndefinedError: '([^']+)' (?:is undefined|has no attribute)/,
    advise: ([, name = '']) =>
      `The template has no “${name}”. Add it to the context of the section that renders the template; in an instance profile, put a template of your own between {% raw %} and {% endraw %}.`,
  },
  {
    pattern: /TemplateSyntaxError: ([^\n]+)/,
    advise: ([, reason = '']) => `Jinja2 cannot read the template: ${reason.replace(/\.$/, '')}.`,
  },
  {
    pattern: /Circular reference in substitutions/,
    advise: () => 'The options above refer to each other in a circle. Give one of them a value of its own.',
  },
  {
    pattern: /Picked: (\S+) = (\S+)|Picked: (\S+)/,
    advise: ([, name = '', version = '', only = '']) =>
      `The egg ${name || only} needs a version: add “${name || only} = ${version || 'VERSION'}” to [versions].`,
  },
  {
    pattern:
      /Uninstalling ([\w.-]+)\.(?:(?!Installing [\w.-]+\.\n)[\s\S])*(?:Couldn't find a distribution for '|We don't have a distribution for )([^'\s]+)/,
    advise: ([, part = '', name = '']) =>
      `[${part}] was made by the recipe ${name}, which is needed once more to uninstall it. Put the egg’s folder back into “develop” of [buildout], or remove what was built (the release, or the instance) and build it anew.`,
  },
  {
    pattern: /Couldn't find a distribution for '([^']+)'|We don't have a distribution for (\S+)/,
    advise: ([, missing = '', offline = '']) =>
      `The egg ${missing || offline} is neither installed nor to be had. Is its name right? If it is a recipe or an egg of your own, name its folder in “develop” of [buildout] in software.cfg, and build the release; else look at its version in [versions].`,
  },
  {
    pattern: /Non zero exit code \((\d+)\) while running command/,
    advise: () => 'A command of this part failed. What it printed stands above the error.',
  },
  {
    // From the name of the profile on, which is the file to open: the other one is not there.
    pattern: /Software Release [^\n]+ is not correctly installed\.\s+Missing file: [^\n]+\/instance\.cfg\b/,
    advise: () =>
      'The release was built without an instance.cfg. Add a part that renders it, such as instance-profile, to “parts” of software.cfg.',
  },
  {
    pattern: /No module named '?slapos\.promise\.plugin\.(\w+)/,
    file: 'ofItsLine',
    advise: ([, name = '']) => {
      const now =
        name === 'check_port_listening'
          ? ' It is check_socket_listening now, with config-host and config-port.'
          : '';
      return `slapos.toolbox has no promise ${name}.${now} The module is named by “promise = ”: there are ${promiseModules.join(', ')}, and more in slapos/promise/plugin of that egg. For a promise of your own, give the path of its file in “file = ” instead.`;
    },
  },
  {
    pattern: /FileNotFoundError: [^\n]*\/etc\/(plugin|service|run|promise)\/[^\n]*'/,
    advise: ([, folder = '']) =>
      `The folder etc/${folder} is not there. Add “${folder} = \${:etc}/${folder}” to the section that makes the folders, and refer to it.`,
  },
  {
    pattern: /FileNotFoundError: [^\n]*'([^'\n]+)'/,
    file: 'missing',
    advise: ([, path = '']) => `There is no ${path}. Look at the name, and at what should have made it.`,
  },
  {
    pattern: /Promise '([^']+)' failed/,
    file: 'ofItsLine',
    advise: ([, name = '']) =>
      `What the promise ${name} checks is not so. The services go on; Services shows its history, and runs it again.`,
  },
];

function missingOption(section: string, option: string): string {
  if (isComponentPlace(section, option)) return componentOfRelease(section);
  if (option === 'cron-entries') return `Write cron-entries instead of cronentries in [${section}].`;
  if (option === 'log-file') return `Add “log-file = \${directory:log}/crond.log” to [${section}].`;
  return `[${section}] needs the option ${option}. Add it, or look for a section header that is missing.`;
}

function isComponentPlace(section: string, option: string): boolean {
  return option === 'location' && components.includes(section);
}

function componentOfRelease(name: string): string {
  return `[${name}] is a component, which the software profile has: extend ../../component/${name}/buildout.cfg in software.cfg, put ${name} among its parts, and add “key ${name}_location ${name}:location” to the context of [instance-profile]. Then write {{ ${name}_location }} in the instance profile; or extend {{ template_monitor }} there.`;
}

/** The name of a release of the workspace, else its URL. */
function releaseName(url: string): string {
  return /\/software\/([^/]+)\/software\.cfg$/.exec(url)?.[1] ?? url;
}
