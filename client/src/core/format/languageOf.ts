/** The language of buildout profiles with Jinja in them, our own. */
export const buildout = 'buildout';

const byExtension: Readonly<Record<string, string>> = {
  cfg: buildout,
  py: 'python',
  sh: 'shell',
  bash: 'shell',
  json: 'json',
  yaml: 'yaml',
  yml: 'yaml',
  md: 'markdown',
  xml: 'xml',
  svg: 'xml',
  ini: 'ini',
  conf: 'ini',
  toml: 'ini',
  rb: 'ruby',
  go: 'go',
  css: 'css',
  html: 'html',
  js: 'javascript',
  mjs: 'javascript',
};

/** What says that a file is rendered by Jinja or buildout; what stands before says the language. */
const templateExtensions = new Set(['in', 'jinja', 'jinja2', 'j2']);

/** The language that a file is shown in, by its name: a template like its result, else like a profile. */
export function languageOf(path: string): string {
  const parts = path
    .slice(path.lastIndexOf('/') + 1)
    .toLowerCase()
    .split('.')
    .slice(1);
  const isTemplate = parts.some((part) => templateExtensions.has(part));
  const extension = parts.findLast((part) => !templateExtensions.has(part));
  return (
    (extension === undefined ? undefined : byExtension[extension]) ?? (isTemplate ? buildout : 'plaintext')
  );
}

const labels: Readonly<Record<string, string>> = {
  [buildout]: 'Buildout + Jinja',
  plaintext: 'Plain text',
  css: 'CSS',
  go: 'Go',
  html: 'HTML',
  ini: 'INI',
  javascript: 'JavaScript',
  json: 'JSON',
  markdown: 'Markdown',
  python: 'Python',
  ruby: 'Ruby',
  shell: 'Shell',
  xml: 'XML',
  yaml: 'YAML',
};

/** What people call a language. */
export function languageLabel(language: string): string {
  return labels[language] ?? language;
}
