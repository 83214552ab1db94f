import { pino, stdSerializers } from 'pino';
import type { Logger as PinoLogger } from 'pino';

/** Writes one line per call to standard error; standard output is kept for the line that says where we listen. */
export type Logger = PinoLogger;

const root = pino(
  {
    level: process.env.WEBRUNNER_LOG_LEVEL ?? 'info',
    base: null,
    serializers: { err: stdSerializers.err },
    formatters: { level: (label) => ({ level: label }) },
  },
  { write: (record: string) => process.stderr.write(toLine(record)) },
);

/**
 * A logger whose lines carry `name`, for example `run:queue`. `WEBRUNNER_LOG_LEVEL` sets how much is written
 * (trace, debug, info, warn, error, fatal or silent).
 */
export function createLogger(name: string): Logger {
  return root.child({ name });
}

/** `time LEVEL name: message key=value`, control characters escaped so that no value can forge a line. */
function toLine(record: string): string {
  // pino wrote the record an instant ago: it is a JSON object.
  const { time, level, name, msg, err, ...rest } = JSON.parse(record) as Record<string, unknown>;
  const fields = Object.entries(rest).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  const when = typeof time === 'number' ? new Date(time).toISOString() : '';
  const parts = [when, text(level).toUpperCase(), `${text(name)}:`, text(msg), ...fields];
  return `${parts.filter((part) => part !== '').join(' ')}\n${stackOf(err)}`;
}

function stackOf(err: unknown): string {
  if (typeof err !== 'object' || err === null || !('stack' in err)) return '';
  return `${String(err.stack)
    .split('\n')
    .map((line) => `    ${escapeControls(line)}`)
    .join('\n')}\n`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? escapeControls(value) : '';
}

function escapeControls(value: string): string {
  return value.replace(
    /[\u0000-\u001f\u007f-\u009f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
