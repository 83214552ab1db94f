import * as z from 'zod/mini';

/** Name of the file in the state folder that tells programs of the same account how to reach the server that runs. */
export const serverFileName = 'server.json';

/** Its content: as one file, so that a token is never sent to the address of another server. */
export const ServerFile = z.object({
  /** Another number where what is here has changed its meaning. */
  version: z.literal(1),
  /** Process that wrote it, and takes it away when it ends. */
  pid: z.int().check(z.positive()),
  /** Where it listens, for example `http://127.0.0.1:8470`. */
  origin: z.url({ protocol: /^http$/ }),
  /** What lets a program use the REST API, as `Authorization: Bearer`, for as long as that server runs. */
  token: z.string().check(z.regex(/^[\w-]{43}$/)),
});
export type ServerFile = z.infer<typeof ServerFile>;
