/** Stands where the server looks for the engine host, see keptHost.mjs: first the arguments, then lines both ways. */
import { connect } from 'node:net';

const [, , path = '', ...args] = process.argv;
const socket = connect(path);
socket.write(`${JSON.stringify(args)}\n`);
process.stdin.pipe(socket);
socket.pipe(process.stdout);
socket.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
// The host has ended: that ends us too, though the server has not closed our input.
socket.on('close', () => process.stdin.destroy());
