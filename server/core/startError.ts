/** A reason not to start that the user can mend; its message is one line that says how. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
