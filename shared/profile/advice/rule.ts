import type { ProfileText } from './profileText.ts';

/** A change of the text. Offsets are those of the text before all changes of a fix; they do not overlap. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** What is out of date in a file, and what to write instead. */
export interface Finding {
  /** Id of the rule. */
  readonly rule: string;
  readonly from: number;
  readonly to: number;
  /**
   * `error`: buildout refuses the file. `warning`: it will not work so. `info`: it works, or does no harm, and there is
   * something to know.
   */
  readonly severity: 'info' | 'warning' | 'error';
  /** What is out of date, and what to write. */
  readonly message: string;
  /** Where only one replacement makes sense. */
  readonly fix?: { readonly title: string; readonly edits: readonly TextEdit[] };
}

/** What a rule finds: the table adds its id. */
export type Found = Omit<Finding, 'rule'>;

/** The texts of the tutorial, by the names of their pages. */
export type TutorialDocument =
  | 'extend-software-release-using-webrunner'
  | 'instance-profile'
  | 'promises'
  | 'customize-slapos'
  | 'porting-software';

interface RuleFacts {
  readonly id: string;
  /** What it is about, as the heading of a row. */
  readonly title: string;
  /** Where the old form is written; empty for one that is met elsewhere. */
  readonly documents: readonly TutorialDocument[];
  /** The old form and what to write, as short examples. */
  readonly old: string;
  readonly now: string;
}

/** What is known of a profile that does not stand in it. */
export interface ProfileSurroundings {
  /** Version of slapos.cookbook that its release pins; undefined where that is not known. */
  readonly cookbook?: string | undefined;
}

/** A rule about profiles. What depends on what is not known has nothing to say. */
export interface ProfileRule extends RuleFacts {
  readonly check: (profile: ProfileText, surroundings: ProfileSurroundings) => readonly Found[];
}

/** A rule about Python files. */
export interface PythonRule extends RuleFacts {
  readonly checkPython: (text: string) => readonly Found[];
}

export type AdviceRule = ProfileRule | PythonRule;

/** A finding whose fix replaces what it marks. */
export function replaceFix(from: number, to: number, text: string): NonNullable<Finding['fix']> {
  return { title: `Write “${text}”`, edits: [{ from, to, text }] };
}
