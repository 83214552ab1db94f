/** A task took longer than it may, or more memory, and was stopped. */
export class Overrun extends Error {
  override readonly name = 'Overrun';
  /** Client path of the file that it worked on; empty where it did not say. */
  readonly file: string;

  /** `what` goes on after "It took". */
  constructor(what: string, file: string) {
    super(`It took ${what} and was stopped`);
    this.file = file;
  }
}
