/** The steps that jobs are made of, in the order in which one run executes them, with their names for the user. */
export const stepWords = { software: 'Software', instance: 'Instance' } as const;

/** What a step works on. */
type StepName = keyof typeof stepWords;

export const stepNames = Object.keys(stepWords) as [StepName, ...StepName[]];

/**
 * A kind of job: what can be run, has a log for each step, can be cancelled and is kept. One execution of it is a run.
 * Page, API and server go by these facts, and nobody asks for a kind by its name but who carries it out.
 */
export interface JobKind {
  /** Names a run of it, followed by the name of what it is about where `about` is not what is chosen in the header. */
  readonly title: string;
  /** What a run is named by and asks to confirm: a release, or an instance. */
  readonly about: 'release' | 'instance';
  /** All steps that it may have, in their order. */
  readonly steps: readonly StepName[];
  /** A client may leave steps out. */
  readonly takesSteps?: true;
  /** It can work on all releases and instances. */
  readonly takesAll?: true;
  /** It may ask the Master for an instance, with a type and parameters. */
  readonly takesRequest?: true;
  /** It may be about an instance that another one requested, named by its partition (and computer). */
  readonly takesPartition?: true;
  /** The user has to type the name of what it is about. */
  readonly confirmed?: true;
  /**
   * It builds and deploys from the files of the workspace: what they were is kept with the run, compared with the run
   * before, and drawn part by part; and it can be run again.
   */
  readonly builds?: true;
  /** When it has completed, what it is about is gone. */
  readonly takesAway?: true;
}

const kinds = {
  rebuild: {
    title: 'Rebuild',
    about: 'instance',
    steps: ['software', 'instance'],
    takesSteps: true,
    takesAll: true,
    takesRequest: true,
    builds: true,
  },
  destroy: {
    title: 'Destroy',
    about: 'instance',
    steps: ['instance'],
    takesPartition: true,
    confirmed: true,
    takesAway: true,
  },
  remove: { title: 'Remove', about: 'release', steps: ['software'], confirmed: true, takesAway: true },
} as const satisfies Record<string, JobKind>;

/** Name of a kind of job. */
export type JobName = keyof typeof kinds;

export const jobNames = Object.keys(kinds) as [JobName, ...JobName[]];

/** All kinds of jobs, by name. */
export const jobs: Readonly<Record<JobName, JobKind>> = kinds;
