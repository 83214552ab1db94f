import type { OpenText } from '../modelRegistry.ts';

/** A text that was sent to be saved. */
export interface SentText {
  readonly diskText: string;
  /** The version of the text in the editor that it was. */
  readonly version: number;
}

/** More unanswered saves of a file than this are not told apart. */
const most = 5;

/** By open file, what was sent and may have arrived although there was no answer. */
const unanswered = new WeakMap<OpenText, SentText[]>();

/** Notes what is being sent. */
export function noteSent(text: OpenText, sent: SentText): void {
  unanswered.set(text, [...(unanswered.get(text) ?? []), sent].slice(-most));
}

/** What was sent has been refused: it is not on disk. */
export function noteRefused(text: OpenText, sent: SentText): void {
  unanswered.set(
    text,
    (unanswered.get(text) ?? []).filter((each) => each !== sent),
  );
}

/** A save was answered: none before it can come true any more, since each names the content that it replaces. */
export function noteAnswered(text: OpenText): void {
  unanswered.delete(text);
}

/** The save without an answer that put this text on disk, if one did. */
export function sentAs(text: OpenText, diskText: string): SentText | undefined {
  return unanswered.get(text)?.findLast((sent) => sent.diskText === diskText);
}
