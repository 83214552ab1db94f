/** The URL of a profile, as a release is named by it; or why a text is none that can be used, in a sentence or two. */
type ReleaseUrl = { readonly url: string } | { readonly problem: string };

/** Longest URL of a release. */
export const maxReleaseUrl = 2000;

/** Reads the URL of a release out of what somebody typed or pasted. */
export function readReleaseUrl(text: string): ReleaseUrl {
  const typed = text.trim();
  if (typed === '') return { problem: 'Type the URL of a profile.' };
  if (typed.length > maxReleaseUrl) return { problem: `A URL has at most ${maxReleaseUrl} characters.` };
  if (!/^https?:\/\//i.test(typed) || !URL.canParse(typed)) {
    return { problem: 'A release is fetched by http:// or https://: type the whole URL of its profile.' };
  }
  const url = new URL(typed);
  const problem = problemOf(url);
  return problem === undefined ? { url: url.href } : { problem };
}

function problemOf({ username, password, search, hash, pathname }: URL): string | undefined {
  if (username !== '' || password !== '') {
    return 'The URL has a user name or a password, which logs and other pages would show: give one without.';
  }
  if (search !== '' || hash !== '') {
    return `Leave out what follows the path (${search}${hash}): files beside the profile are found by its path.`;
  }
  if (/\/(?:-\/)?(?:blob|tree|src\/(?:branch|tag|commit))\//.test(pathname)) {
    return 'This is the page of a file: give its raw address, which is “Raw” or “Open raw” on that page.';
  }
  if (!pathname.endsWith('.cfg'))
    return 'The URL of a release ends with the name of its profile, software.cfg.';
  return undefined;
}
