const secretName = /passw|passphrase|secret|token|credential|(?:^|[-_. ]|api|private|access)keys?(?![a-z])/i;
const publicName = /public[-_. ]?key/i;

/** What is shown instead of a secret; always as long, so that it does not tell the length. */
export const mask = '••••••••';

/** Whether a parameter of this name holds something that should not be read over a shoulder. */
export function isSecretName(name: string): boolean {
  return secretName.test(name) && !publicName.test(name);
}

/**
 * A text with its secrets masked: all of it where the name of its parameter says so, else the passwords and the
 * secret query parameters of the URLs in it. The text itself where there is none.
 */
export function maskText(name: string, text: string): string {
  if (text === '') return text;
  if (isSecretName(name)) return mask;
  return text.replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, (url) =>
    url
      .replace(/^([^:]*:\/\/[^/?#@:]*:)[^/?#@]+(?=@)/, `$1${mask}`)
      .replace(/([?&#]([^=&#]+)=)([^&#]+)/g, (all, start: string, key: string) =>
        isSecretName(key) ? `${start}${mask}` : all,
      ),
  );
}

/** Any JSON value, as parameters have them. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Whether a value is an object of JSON, and neither a list nor null. */
export function isJsonObject(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value with the secrets in it masked, at any depth; whatever is below a secret name is one. */
export function maskValue(name: string, value: Json): Json {
  if (typeof value === 'string') return maskText(name, value);
  if (typeof value !== 'object' || value === null) return isSecretName(name) && value !== null ? mask : value;
  if (Array.isArray(value)) return value.map((item) => maskValue(name, item));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, maskValue(isSecretName(name) ? name : key, item)]),
  );
}
