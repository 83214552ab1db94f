import type { Serialisation } from '../../../../../shared/releases.ts';
import type { InstanceParameters } from '../../../../../shared/parameters/parameterProblems.ts';
import { isJsonObject, type Json } from '../../../core/format/secrets.ts';
import { findJsonPlaces } from './jsonPlaces.ts';
import { readJsonValue } from './parametersJson.ts';
import { nearestPlace, pointerToken, type ParametersRead } from './readParameters.ts';
import { scanInstanceXml, type XmlParameter } from './scanInstanceXml.ts';
import { offsetOf, type TextPlace } from './textPlace.ts';
import { escapeForXml, unwritableCharacter } from './xmlCharacters.ts';

/** The one parameter that holds all of them as JSON, for software types that want it so. */
const allAsJson = '_';

/**
 * Parameters as instance XML, the way the Master keeps them. Software types that take JSON get all of it under `_`.
 * Elsewhere a value that is no text is JSON, and says so by `type="json"`. Characters that XML cannot hold are
 * refused with the reason.
 */
export function writeXml(
  parameters: InstanceParameters,
  serialisation: Serialisation,
): { text: string } | { refusal: string } {
  const entries = Object.entries(parameters);
  if (entries.length === 0) return { text: document('') };
  if (serialisation === 'json-in-xml') {
    const json = escapeForXml(JSON.stringify(parameters, undefined, 2));
    return { text: document(element(allAsJson, json, false)) };
  }
  for (const [name, value] of entries) {
    const inName = unwritableCharacter(name);
    if (inName !== undefined) return { refusal: `The name of a parameter holds ${inName}.` };
    const inValue = typeof value === 'string' ? unwritableCharacter(value) : undefined;
    if (inValue !== undefined) return { refusal: `The value of “${name}” holds ${inValue}.` };
  }
  return {
    text: document(
      entries
        .map(([name, value]) =>
          typeof value === 'string'
            ? element(name, value, false)
            : element(name, escapeForXml(JSON.stringify(value)), true),
        )
        .join(''),
    ),
  };
}

/** Reads instance XML; the opposite of `writeXml`. */
export function readXml(text: string, serialisation: Serialisation): ParametersRead {
  if (text.trim() === '') return { parameters: {}, placeOf: () => undefined };
  const scanned = scanInstanceXml(text);
  if ('problem' in scanned) return scanned;
  const all = scanned.parameters;
  const [first] = all;
  if (serialisation === 'json-in-xml' && first !== undefined && all.some(({ id }) => id === allAsJson)) {
    return all.length === 1 ? unwrap(first) : refuse(first.place, besideAll);
  }
  const entries: [string, Json][] = [];
  const places = new Map<string, TextPlace>();
  for (const { id, text: value, isJson, place, placeOf } of all) {
    if (places.has(`/${pointerToken(id)}`)) return refuse(place, `The id “${id}” is used twice.`);
    places.set(`/${pointerToken(id)}`, place);
    if (isJson) {
      const read = readJsonValue(value);
      if ('problem' in read)
        return refuse(
          placeOf(offsetOf(value, read.problem.place)),
          `The value of “${id}” is no JSON. ${read.problem.sentence}`,
        );
      entries.push([id, read.value]);
    } else entries.push([id, value]);
  }
  return { parameters: Object.fromEntries(entries), placeOf: (pointer) => nearestPlace(places, pointer) };
}

const besideAll = 'The parameter “_” holds all of them as JSON: no other may stand beside it.';

function unwrap({ text, place, placeOf }: XmlParameter): ParametersRead {
  const read = readJsonValue(text);
  const placeInXml = (inside: TextPlace): TextPlace => placeOf(offsetOf(text, inside));
  if ('problem' in read)
    return refuse(placeInXml(read.problem.place), `The value of “_” is no JSON. ${read.problem.sentence}`);
  if (!isJsonObject(read.value)) return refuse(place, 'The value of “_” is to be one JSON object.');
  const { places } = findJsonPlaces(text);
  return {
    parameters: read.value,
    placeOf: (pointer) => {
      const inside = nearestPlace(places, pointer);
      return inside && placeInXml(inside);
    },
  };
}

function refuse(place: TextPlace, sentence: string): ParametersRead {
  return { problem: { place, sentence } };
}

function document(parameters: string): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n<instance>\n${parameters}</instance>\n`;
}

function element(id: string, text: string, isJson: boolean): string {
  return `  <parameter id="${inAttribute(id)}"${isJson ? ' type="json"' : ''}>${inText(text)}</parameter>\n`;
}

/** `>` too, so that no `]]>` comes about; a carriage return would be read as a line end. */
function inText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

/** White space in an attribute is read as spaces unless it is written by number. */
function inAttribute(text: string): string {
  return inText(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}
