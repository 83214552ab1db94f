import type { editor } from 'monaco-editor/editor';
import { byteOrderMark, lineEndsOf, smallestEdit, toDisk } from '../../core/format/textFormat.ts';
import { languageOf } from '../../core/format/languageOf.ts';
import { loadMonaco } from './loadMonaco.ts';
import { modelUri } from './modelUri.ts';
import { lineStartsOf, rangeAt } from './monaco/offsets.ts';
import type { LineEnds } from '../../core/format/textFormat.ts';

/** A text that is open: its model outlives the components that show it, and is disposed when its tab closes. */
export interface OpenText {
  readonly model: editor.ITextModel;
  lineEnds: LineEnds;
  /** ETag that the text is based on; undefined where the file is not on disk. */
  etag: string | undefined;
  /** The text on disk when it was last read or written. */
  diskText: string;
  /** Version of the model that is on disk. */
  savedVersion: number;
}

const texts = new Map<string, OpenText>();

export function openText(path: string): OpenText | undefined {
  return texts.get(path);
}

/** Makes the model of a file from its text on disk. */
export async function addText(path: string, text: string, etag: string | undefined): Promise<OpenText> {
  const { monaco } = await loadMonaco();
  const uri = monaco.Uri.parse(modelUri(path));
  monaco.editor.getModel(uri)?.dispose();
  const model = monaco.editor.createModel(text, languageOf(path), uri);
  const opened: OpenText = {
    model,
    lineEnds: lineEndsOf(text),
    etag,
    diskText: text,
    savedVersion: model.getAlternativeVersionId(),
  };
  texts.set(path, opened);
  return opened;
}

export function removeText(path: string): void {
  texts.get(path)?.model.dispose();
  texts.delete(path);
}

export function isDirty({ model, savedVersion }: OpenText): boolean {
  return model.getAlternativeVersionId() !== savedVersion;
}

/** The text as it would be saved, byte for byte: byte order mark and line ends as they were. */
export function textOf({ model, lineEnds }: OpenText): string {
  return toDisk(model.getValue(undefined, true), lineEnds);
}

/** Notes that the text, in the version given, is what is on disk. */
export function markSaved(
  text: OpenText,
  { etag, diskText, version }: { etag: string; diskText: string; version: number },
): void {
  text.etag = etag;
  text.diskText = diskText;
  text.savedVersion = version;
  text.lineEnds = lineEndsOf(diskText);
}

/** Replaces the text by another, as one edit that can be undone and leaves cursors where they can stay. */
export function replaceText({ model }: OpenText, to: string): void {
  const next = to.startsWith(byteOrderMark) ? to.slice(1) : to;
  const lines = model.getLinesContent();
  const { start, end, text } = smallestEdit(lines.join('\n'), next.replaceAll(/\r\n?/g, '\n'));
  const range = rangeAt(lineStartsOf(lines), start, end);
  model.pushStackElement();
  model.pushEditOperations([], [{ range, text }], () => null);
  model.pushStackElement();
}

/** As `replaceText`, taking the line ends of the other text too. */
export async function replaceFromDisk(text: OpenText, to: string): Promise<void> {
  const { monaco } = await loadMonaco();
  const { CRLF, LF } = monaco.editor.EndOfLineSequence;
  text.model.setEOL(lineEndsOf(to) === 'CRLF' ? CRLF : LF);
  replaceText(text, to);
}

/** The text with `\n` at the end of every line, whatever it has on disk, and without a byte order mark. */
export function plainText(model: editor.ITextModel): string {
  return model.getLinesContent().join('\n');
}
