/** A wrong command line; its message is one line for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** No server, or no answer of it; what was to be changed may have been changed. */
export class NotReachedError extends Error {
  override readonly name = 'NotReachedError';
}
