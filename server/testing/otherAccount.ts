import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';

const Answer = z.object({ code: z.nullable(z.int()), output: z.string() });

/** Socket of whoever runs commands as another account for the tests (`scripts/setup/otherAccount.mjs`); only root does. */
const offer = process.env.WEBRUNNER_TEST_OTHER_ACCOUNT;

export const hasOtherAccount = offer !== undefined;

/** Runs a command as another account of this machine. */
export async function asOtherAccount(...command: string[]): Promise<z.output<typeof Answer>> {
  const connection = connect(offer ?? '');
  connection.write(`${JSON.stringify(command)}\n`);
  return Answer.parse(JSON.parse(await text(connection)));
}
