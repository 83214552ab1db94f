import { homedir } from 'node:os';

/**
 * Variables that builds may need: where the account lives, how the network is reached, and which package
 * registries and certificates this machine is set up for. Nothing else of the server's environment reaches
 * the engine, and so the profiles.
 */
const passed =
  /^(?:HOME|PATH|LANG|LC_[A-Z]+|TZ|TMPDIR|USER|LOGNAME|SHELL|XDG_[A-Z_]+|(?:https?|ftp|all|no)_proxy|PIP_(?!USER$|TARGET$|PREFIX$|ROOT$)[A-Z_]+|UV_[A-Z_]+|GO[A-Z]+|SSL_CERT_(?:FILE|DIR)|(?:REQUESTS|CURL)_CA_BUNDLE|NODE_EXTRA_CA_CERTS)$/i;

/** Names of this machine, and its network of loopback addresses, where the instances are. */
const loopback = ['localhost', '127.0.0.1', '127.0.0.0/8', '::1', '[::1]'];

/** The environment of the engine host, out of the server's; with `noDownloads` the builds that it starts download nothing. */
export function hostEnvironment(env: NodeJS.ProcessEnv, noDownloads = false): Record<string, string> {
  const chosen: Record<string, string> = { HOME: homedir(), LANG: 'C.UTF-8', PYTHONUNBUFFERED: '1' };
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && passed.test(name)) chosen[name] = value;
  }
  if (noDownloads) chosen.WEBRUNNER_NO_DOWNLOADS = '1';
  return { ...chosen, ...textLocale(chosen), ...proxyExceptions(chosen) };
}

/** Names and profiles are UTF-8: a locale that says otherwise (or nothing, as `C`) would make programs misread them. */
function textLocale({ LC_ALL, LC_CTYPE, LANG }: Record<string, string>): Record<string, string> {
  const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== '') ?? '';
  return /utf-?8$/i.test(locale) ? {} : { LC_ALL: 'C.UTF-8' };
}

/** Where a proxy leads outside: what is on this machine is never asked for there. */
function proxyExceptions(env: Record<string, string>): Record<string, string> {
  const isSet = (name: string) => (env[name] ?? '') !== '';
  const proxies = ['http_proxy', 'https_proxy', 'all_proxy'].flatMap((name) => [name, name.toUpperCase()]);
  if (!proxies.some(isSet)) return {};
  const given = ['no_proxy', 'NO_PROXY'].flatMap((name) => (env[name] ?? '').split(','));
  const names = given.map((name) => name.trim()).filter((name) => name !== '');
  // Alone it excepts everything; in a list, most programs take it for a name.
  const all = names.includes('*') ? '*' : [...new Set([...names, ...loopback])].join(',');
  return { no_proxy: all, NO_PROXY: all };
}
