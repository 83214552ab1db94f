/** Whether a text is a URL that may become a link: of the web, and nothing that runs here such as `javascript:`. */
export function isHttpUrl(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || /\s/.test(text)) return false;
  return URL.canParse(text);
}
