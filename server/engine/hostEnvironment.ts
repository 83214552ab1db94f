/**
 * Variables that builds may need: where the account lives, how the network is reached, and which package
 * registries and certificates this machine is set up for. Nothing else of the server's environment reaches
 * the engine, and so the profiles.
 */
const passed =
  /^(?:HOME|PATH|LANG|LC_[A-Z]+|TZ|TMPDIR|USER|LOGNAME|SHELL|XDG_[A-Z_]+|(?:https?|ftp|all|no)_proxy|PIP_[A-Z_]+|UV_[A-Z_]+|GO[A-Z]+|SSL_CERT_(?:FILE|DIR)|(?:REQUESTS|CURL)_CA_BUNDLE|NODE_EXTRA_CA_CERTS)$/i;

/** The environment of the engine host, out of the server's; with `noDownloads` the builds that it starts download nothing. */
export function hostEnvironment(env: NodeJS.ProcessEnv, noDownloads = false): Record<string, string> {
  const chosen: Record<string, string> = { LANG: 'C.UTF-8', PYTHONUNBUFFERED: '1' };
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && passed.test(name)) chosen[name] = value;
  }
  if (noDownloads) chosen.WEBRUNNER_NO_DOWNLOADS = '1';
  return chosen;
}
