import { once } from 'node:events';
import WebSocket from 'ws';
import { parseJson } from '../../scripts/setup/files.mjs';

/** Of the live connection; the same as in shared/live. */
const livePath = '/api/live';
const protocolVersion = 3;

/**
 * A signed-in client of the product, as a browser is one but without a page.
 * @typedef {object} Session
 * @property {string} origin
 * @property {string} cookie
 * @property {(path: string) => Promise<unknown>} json GET, parsed
 * @property {() => Promise<WebSocket>} live an open WebSocket that has said hello
 */

/**
 * Follows the address that `npm start` prints and keeps the cookie.
 * @param {string} signInUrl
 * @returns {Promise<Session>}
 */
export async function signIn(signInUrl) {
  const { origin } = new URL(signInUrl);
  const answer = await fetch(signInUrl, { redirect: 'manual' });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
  if (cookie === undefined) throw new Error(`No cookie from /auth: status ${answer.status}`);
  const headers = { cookie, origin };
  return {
    origin,
    cookie,
    async json(path) {
      const response = await fetch(`${origin}${path}`, { headers });
      const text = await response.text();
      if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 500)}`);
      return parseJson(text);
    },
    async live() {
      const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}${livePath}`, {
        headers,
        perMessageDeflate: false,
      });
      await once(socket, 'open');
      socket.send(JSON.stringify({ type: 'hello', protocol: protocolVersion }));
      return socket;
    },
  };
}
