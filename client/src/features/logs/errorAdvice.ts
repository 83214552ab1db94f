import { findFileLinks, type ServerRoots } from './fileLinks.ts';

/** What to do about an error of the engine, and where. */
export interface ErrorAdvice {
  /** A sentence or two for the user. */
  readonly text: string;
  /** The file to look at, as a client path, with its line where the error tells it. */
  readonly file: { readonly path: string; readonly line: number | undefined } | undefined;
  /** `md5`: the sum of `file` has to be written down anew. */
  readonly action?: 'md5';
}

interface KnownError {
  readonly pattern: RegExp;
  readonly advise: (match: RegExpExecArray) => string;
  readonly action?: 'md5';
}

/** Components whose place an instance profile of the tutorial asks for as if they were sections of its own. */
const components = ['dcron', 'logrotate', 'gzip', 'dash', 'curl'];

/** In the order in which they are looked for: what says more comes first. */
const knownErrors: readonly KnownError[] = [
  {
    pattern: /MD5 checksum mismatch for local resource at '([^']+)'/,
    advise: ([, path = '']) =>
      `${baseName(path)} was changed after its MD5 sum had been written down. Write its new sum into buildout.hash.cfg and rebuild.`,
    action: 'md5',
  },
  {
    pattern: /MD5 checksum mismatch/,
    advise: () =>
      'What was downloaded is not what the profile expects. Compare its md5sum with that of the address.',
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
    pattern: /The referenced section, '([^']+)', was not defined/,
    advise: ([, name = '']) =>
      components.includes(name)
        ? `[${name}] is a section of the software profile. Add “key ${name}_location ${name}:location” to the context of [instance-profile] in software.cfg, and write {{ ${name}_location }} in the instance profile; or extend {{ template_monitor }}.`
        : `There is no section [${name}] in the profile or in those that it extends. Look for a misspelled name, or for a header that is missing.`,
  },
  {
    pattern: /Referenced option does not exist: (\S+) (\S+)/,
    advise: ([, section = '', option = '']) =>
      `[${section}] has no option ${option}. Look at its name, or give it a value in [${section}].`,
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
    pattern: /Installing ([\w.-]+)\.(?:(?!Installing)[\s\S])*KeyError: '([^']+)'/,
    advise: ([, section = '', option = '']) => missingOption(section, option),
  },
  {
    pattern: /must implement 'IPromise'/,
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
    pattern: /is not correctly installed\. Missing file: (\S+\/instance\.cfg)\b/,
    advise: () =>
      'The release was built without an instance.cfg. Add a part that renders it, such as instance-profile, to “parts” of software.cfg.',
  },
  {
    pattern: /FileNotFoundError: [^\n]*\/etc\/(plugin|service|run|promise)\/[^\n]*'/,
    advise: ([, folder = '']) =>
      `The folder etc/${folder} is not there. Add “${folder} = \${:etc}/${folder}” to the section that makes the folders, and refer to it.`,
  },
  {
    pattern: /FileNotFoundError: [^\n]*'([^'\n]+)'/,
    advise: ([, path = '']) => `There is no ${path}. Look at the name, and at what should have made it.`,
  },
  {
    pattern: /Promise '([^']+)' failed/,
    advise: ([, name = '']) =>
      `What the promise ${name} checks is not so. The services go on; Services shows its history, and runs it again.`,
  },
];

/**
 * What to do about the error that the text tells of; undefined where it is none that is known. `roots` are the folders
 * whose files can be opened.
 */
export function errorAdvice(text: string, roots: ServerRoots): ErrorAdvice | undefined {
  for (const { pattern, advise, action } of knownErrors) {
    const match = pattern.exec(text);
    if (match === null) continue;
    return { text: advise(match), file: fileOf(text, match, roots), ...(action && { action }) };
  }
  return undefined;
}

function missingOption(section: string, option: string): string {
  if (option === 'cron-entries') return `Write cron-entries instead of cronentries in [${section}].`;
  if (option === 'log-file') return `Add “log-file = \${directory:log}/crond.log” to [${section}].`;
  return `[${section}] needs the option ${option}. Add it, or look for a section header that is missing.`;
}

/** The file that the error itself names, else the last one of the user's that the text names. */
function fileOf(text: string, match: RegExpExecArray, roots: ServerRoots): ErrorAdvice['file'] {
  const links = findFileLinks(text, roots);
  const end = match.index + match[0].length;
  const named =
    links.find(({ from }) => from >= match.index && from <= end + 200) ??
    links.findLast(({ path }) => path.startsWith('workspace/'));
  if (named === undefined) return undefined;
  const after = /\[line\s+(\d+)\]|,\s*line:?\s+(\d+)/.exec(text.slice(named.to));
  const told = Number(after?.[1] ?? after?.[2] ?? 0);
  return { path: named.path, line: named.line ?? (told > 0 ? told : undefined) };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
