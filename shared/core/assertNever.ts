/** Makes a switch over a union exhaustive: a new variant breaks the build here, not the user. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
