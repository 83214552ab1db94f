import { isUtf8 } from 'node:buffer';
import { webcrypto } from 'node:crypto';

/** Whether bytes can be edited as text without loss: UTF-8 without NUL. */
export function isText(bytes: Uint8Array): boolean {
  return isUtf8(bytes) && !bytes.includes(0);
}

/** Strong ETag of a content: a hash, since size and time of two versions may be equal. Hashed off the event loop. */
export async function contentEtag(bytes: Uint8Array): Promise<string> {
  const digest = await webcrypto.subtle.digest('SHA-256', bytes);
  return `"${Buffer.from(digest).toString('base64url')}"`;
}
