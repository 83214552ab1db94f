/** Whether a text is a URL that may become a link: of the web, and nothing that runs here such as `javascript:`. */
export function isHttpUrl(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || /\s/.test(text)) return false;
  return URL.canParse(text);
}

/** A piece of a text. */
export interface TextPiece {
  readonly text: string;
  readonly isUrl: boolean;
}

const candidate = /(\bhttps?:\/\/[^\s"'`<>\\]+)/i;

/** A text in pieces: the URLs that may become links, and what stands between them. */
export function splitAtUrls(text: string): TextPiece[] {
  return text.split(candidate).flatMap((part, index) => {
    // Every second one is what the pattern found.
    const url = index % 2 === 1 ? withoutPunctuation(part) : '';
    if (!isHttpUrl(url)) return { text: part, isUrl: false };
    return [
      { text: url, isUrl: true },
      { text: part.slice(url.length), isUrl: false },
    ];
  });
}

const opening: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** A URL without what belongs to the sentence around it: what ends that, and brackets that it does not open. */
function withoutPunctuation(url: string): string {
  let end = url.length;
  for (; end > 0; end--) {
    const last = url.charAt(end - 1);
    const bracket = opening[last];
    const isOutside =
      bracket === undefined
        ? /[.,;:!?]/.test(last)
        : url.slice(0, end).split(last).length > url.slice(0, end).split(bracket).length;
    if (!isOutside) break;
  }
  return url.slice(0, end);
}
