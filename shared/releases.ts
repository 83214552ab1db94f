import * as z from 'zod/mini';
import { ClientPath } from './core/endpoint.ts';
import type { Endpoints } from './core/endpoint.ts';
import { ReleaseName } from './releaseName.ts';
import { InputChange } from './runs.ts';
import { StepState } from './status.ts';

/** State of one indicator, with what is needed to explain it. */
export const StepStatus = z.object({
  state: StepState,
  /** Run that the state comes from. */
  run: z.optional(z.int()),
  startedAt: z.optional(z.iso.datetime()),
  durationMs: z.optional(z.number()),
  reason: z.optional(z.string()),
});
export type StepStatus = z.infer<typeof StepStatus>;

/**
 * Builds of a release with other inputs: the run of the build that an instance was deployed from, that of the last
 * build, and the inputs that are others in the latter; at most 100.
 */
export const Rebuilt = z.object({ before: z.int(), after: z.int(), changes: z.array(InputChange) });
export type Rebuilt = z.infer<typeof Rebuilt>;

/** A software release: a profile of the workspace that is one, see `releaseNames`, or one that is fetched from a URL. */
export const Release = z.object({
  /** For example `helloworld` or `erp5/software-py3`; its URL where it is fetched from one. */
  name: z.string(),
  /** Path of its profile as clients write paths, `workspace/software/helloworld/software.cfg`; its URL outside. */
  path: z.string(),
  /** Set where the profile is no longer in the workspace, but SlapOS still has the release: it can only be removed. */
  isGone: z.optional(z.boolean()),
  /** What SlapOS calls the release: of the workspace an absolute file name on the server. */
  url: z.string(),
  /** Client path of the folder that it is installed in, whether or not it is. */
  folder: z.string(),
  software: StepStatus,
  /** The instances that were built and not destroyed, by reference; the first one, see `firstReference`, built or not, comes first. */
  instances: z
    .array(
      z.object({
        reference: z.string(),
        status: StepStatus,
        /** Set where the release was built from other inputs since the instance was deployed: it is `outdated` then. */
        rebuilt: z.optional(Rebuilt),
      }),
    )
    .check(z.minLength(1)),
  /** Inputs saved, added or deleted since the last build began; at most 100. */
  changes: z.array(InputChange),
});
export type Release = z.infer<typeof Release>;

/** How the values of parameters reach the instance: each as a text, or all as one JSON text under `_`. */
export const Serialisation = z.enum(['xml', 'json-in-xml']);
export type Serialisation = z.infer<typeof Serialisation>;

/**
 * One software type of a release, as its `software.cfg.json` describes it. One that is `shared` is that of the shared instances
 * of hosts with the type `name`: there may be a type of the same name for the hosts.
 */
export const SoftwareType = z.object({
  name: z.string(),
  shared: z.optional(z.literal(true)),
  title: z.optional(z.string()),
  description: z.optional(z.string()),
  serialisation: Serialisation,
  /** JSON schema of the parameters, with everything that it refers to inside; missing where there is none. */
  parameters: z.optional(z.record(z.string(), z.json())),
  /** What the schema refers to and is not there, a sentence each: the values that it describes can be anything. */
  gaps: z.optional(z.array(z.string())),
});
export type SoftwareType = z.infer<typeof SoftwareType>;

/** What a release says of its parameters. Without a description: one type `default`, without a schema. */
export const ReleaseSchema = z.object({
  softwareTypes: z.array(SoftwareType).check(z.minLength(1)),
  /** Client path of the description, where there is one. */
  path: z.optional(z.string()),
  /** Why the description cannot be used (then it is as if there were none), or the schema of one of its types. */
  problem: z.optional(z.string()),
});
export type ReleaseSchema = z.infer<typeof ReleaseSchema>;

/**
 * What a release by URL is made of, read only. `hashes` is the text of the buildout.hash.cfg beside its profile, where there is
 * one; each entry says whether the file at its URL has the sum as it is written.
 */
export const ReleaseHashes = z.object({
  profile: z.string(),
  hashes: z.optional(z.string()),
  entries: z.array(
    z.object({
      section: z.string(),
      filename: z.string(),
      md5sum: z.optional(z.string()),
      state: z.enum(['right', 'differs', 'noSum', 'missing', 'tooLarge', 'unreadable']),
      /** Why the file could not be read. */
      problem: z.optional(z.string()),
    }),
  ),
  /** Entries that are not looked at, since there are too many. */
  more: z.int(),
});
export type ReleaseHashes = z.infer<typeof ReleaseHashes>;

/** The operations of this feature, by name. */
export const releaseEndpoints = {
  listReleases: {
    method: 'GET',
    path: '/api/releases',
    summary: 'The software releases of the workspace, and others that SlapOS has, with their two states.',
    response: z.object({ releases: z.array(Release) }),
  },
  addRelease: {
    method: 'POST',
    path: '/api/releases',
    summary:
      'Add a release by the URL of its profile, by http or https: it can be built and requested from then on.',
    body: z.strictObject({ url: z.string().check(z.maxLength(4096)) }),
    response: Release,
  },
  serveRelease: {
    method: 'POST',
    path: '/api/releases/{release}/serve',
    summary:
      'Serve the workspace to this machine, and add a release of it by its URL there: it is built as a node builds it.',
    params: z.strictObject({ release: ReleaseName }),
    response: Release,
  },
  forgetRelease: {
    method: 'DELETE',
    path: '/api/releases/{release}',
    summary: 'Take a release that was added by its URL off the list; an installed one is removed by a run.',
    params: z.strictObject({ release: ReleaseName }),
  },
  getReleaseSchema: {
    method: 'GET',
    path: '/api/releases/{release}/schema',
    summary:
      'The software types of a release and the schemas of their parameters, from the description beside its profile.',
    params: z.strictObject({ release: ReleaseName }),
    response: ReleaseSchema,
  },
  getReleaseHashes: {
    method: 'GET',
    path: '/api/releases/{release}/hashes',
    summary:
      'The profile and the buildout.hash.cfg of a release by URL, and whether the files that it lists have these sums.',
    answerSeconds: 60,
    params: z.strictObject({ release: ReleaseName }),
    response: ReleaseHashes,
  },
  getCookbook: {
    method: 'GET',
    path: '/api/cookbook',
    summary:
      'The version of slapos.cookbook that the release of a file pins; none where that cannot be told from its profiles.',
    query: z.strictObject({ path: ClientPath }),
    response: z.object({ version: z.optional(z.string()) }),
  },
} as const satisfies Endpoints;

/** What clients are told of, by topic. Each carries the whole new state of what it names. */
export const releaseEvents = [
  z.object({ topic: z.literal('release'), release: Release }),
  /** Releases were added to or removed from the workspace: list them again. */
  z.object({ topic: z.literal('releases') }),
] as const;
