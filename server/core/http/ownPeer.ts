import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { hasCode } from '../files/fileError.ts';

/**
 * Whether the program at the other end of a connection over 127.0.0.1 runs as an account, by default our own, as the kernel tells. Tokens in
 * URLs stand on command lines, which all accounts of a machine can read. True where the kernel has no such table.
 */
export async function isOwnPeer(
  { localPort, remotePort }: Pick<Socket, 'localPort' | 'remotePort'>,
  uid = process.getuid?.(),
): Promise<boolean> {
  let table: string;
  try {
    table = await readFile('/proc/net/tcp', 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return true;
    throw error;
  }
  // The peer's end: "sl local_address rem_address st tx:rx tr:tm retrnsmt uid …", with ports as hexadecimal digits.
  const row = table.split('\n').find((line) => {
    const [, local, remote] = line.trim().split(/\s+/);
    return portOf(local) === remotePort && portOf(remote) === localPort;
  });
  return row !== undefined && Number(row.trim().split(/\s+/)[7]) === uid;
}

function portOf(address = ''): number | undefined {
  const port = /^[0-9A-F]{8}:([0-9A-F]{4})$/.exec(address)?.[1];
  return port === undefined ? undefined : Number.parseInt(port, 16);
}
