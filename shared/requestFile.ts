import * as z from 'zod/mini';
import { InstanceReference, InstanceRequest, RequestedState } from './runs.ts';

/** Folder of the workspace that has the requests as files: a release may be a URL, and have no folder of its own. */
const folder = 'workspace/request';

/** A request of an instance as a file, `request/<reference>.json`. */
export const RequestFile = z.strictObject({
  /** Path of the profile in the workspace, such as `software/helloworld/software.cfg`; or a URL. */
  release: z.string().check(z.minLength(1), z.maxLength(2048)),
  type: InstanceRequest.shape.softwareType,
  shared: z.optional(z.boolean()),
  parameters: InstanceRequest.shape.parameters,
  /** What is asked of the node, such as `computer_guid`. */
  node: z.optional(z.record(z.string(), z.string())),
  state: z.optional(RequestedState),
});
export type RequestFile = z.infer<typeof RequestFile>;

/** Client path of the file with the request of an instance. */
export function requestPath(reference: string): string {
  return `${folder}/${reference}.json`;
}

/** The instance that a file requests, by its name; undefined where the file is no request. */
export function referenceOfRequest(clientPath: string): string | undefined {
  const [, name] = /^workspace\/request\/([^/]+)\.json$/.exec(clientPath) ?? [];
  return name !== undefined && InstanceReference.safeParse(name).success ? name : undefined;
}

/** How a request file names a release: by its profile in the workspace, else by its URL. */
export function releaseInFile({
  path,
  url,
  isGone,
}: {
  path: string;
  url: string;
  isGone?: boolean | undefined;
}): string {
  return isGone === true ? url : path.replace(/^workspace\//, '');
}
