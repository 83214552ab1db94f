/** A file could not be fetched; the message is a sentence or two for the user, which names its URL. */
export class FetchProblem extends Error {
  override readonly name: string = 'FetchProblem';
}

/** A file is longer than may be read. */
export class TooLong extends FetchProblem {
  override readonly name = 'TooLong';
}

interface FetchLimits {
  readonly maxBytes: number;
  /** Gives up; what is fetched in one go shares one. */
  readonly signal: AbortSignal;
}

/** The text that a URL answers, see `fetchBytes`. */
export async function fetchText(url: string, limits: FetchLimits): Promise<string | undefined> {
  return (await fetchBytes(url, limits))?.toString('utf8');
}

/**
 * The bytes that a URL of http or https answers; undefined where there is none (404, 410). Rejects with FetchProblem for
 * anything else, and never reads more than it is allowed to.
 */
export async function fetchBytes(
  url: string,
  { maxBytes, signal }: FetchLimits,
): Promise<Buffer | undefined> {
  try {
    const response = await fetch(url, { signal, headers: { accept: '*/*' } });
    if (response.status === 404 || response.status === 410) {
      await response.body?.cancel();
      return undefined;
    }
    if (!response.ok) {
      await response.body?.cancel();
      throw new FetchProblem(
        `${url} is answered with status ${response.status}. ${adviceFor(response.status)}`,
      );
    }
    return await readBytes(url, response, maxBytes);
  } catch (error) {
    if (error instanceof FetchProblem) throw error;
    const told = signal.aborted ? 'it took too long' : reasonOf(error);
    throw new FetchProblem(
      `${url} cannot be fetched: ${told}. Look whether its server can be reached from here.`,
      {
        cause: error,
      },
    );
  }
}

async function readBytes(url: string, response: Response, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    // Leaving the loop gives up the rest.
    if (size > maxBytes) {
      throw new TooLong(`${url} is not read: it is longer than ${Math.floor(maxBytes / 1024)} KiB.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function adviceFor(status: number): string {
  return status === 401 || status === 403
    ? 'Only what everybody may read can be fetched.'
    : 'Open it in a browser to see why.';
}

/** fetch hides the reason in a chain of causes. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : reasonOf(error.cause);
}
