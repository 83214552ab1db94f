import { connect } from 'node:net';
import { join } from 'node:path';

/** Sockets of the two supervisord of a standalone SlapOS, below its folder: of slapproxy, and of the instances. */
const sockets = ['var/run/sv.sock', 'inst/sv.sock'];

/** Whether anything of the SlapOS node in a folder runs already, for example since an earlier server left it running. */
export async function nodeRuns(slaposBase: string): Promise<boolean> {
  const answers = await Promise.all(sockets.map((name) => isListening(join(slaposBase, name))));
  return answers.includes(true);
}

/** Nobody listens where connecting fails: there is no socket, or its owner was killed. */
function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
