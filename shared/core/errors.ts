import * as z from 'zod/mini';

/** Every error code of the API with its HTTP status: the closed table that clients and scripts act on. */
export const errorStatus = {
  bad_request: 400,
  unknown_field: 400,
  parameters_invalid: 400,
  not_confirmed: 400,
  path_invalid: 400,
  name_too_long: 400,
  not_regular_file: 400,
  is_directory: 400,
  not_directory: 400,
  unauthenticated: 401,
  wrong_token: 401,
  bad_origin: 403,
  path_outside: 403,
  permission_denied: 403,
  not_found: 404,
  method_not_allowed: 405,
  exists: 409,
  not_empty: 409,
  read_only: 409,
  has_instances: 409,
  run_in_progress: 409,
  run_finished: 409,
  changed_on_disk: 412,
  file_too_large: 413,
  body_too_large: 413,
  json_required: 415,
  not_text: 415,
  bad_host: 421,
  took_too_long: 422,
  precondition_required: 428,
  too_many_attempts: 429,
  internal: 500,
  engine_failed: 502,
  engine_unavailable: 503,
  disk_full: 507,
} as const;

export type ErrorCode = keyof typeof errorStatus;

export const ErrorCode = z.enum(Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]]);

/** Body of every answer that is not a success. */
export const ErrorBody = z.object({
  error: z.object({
    code: ErrorCode,
    /** One or two sentences: what happened, and what to do. */
    message: z.string(),
    /** `changed_on_disk`: the ETag of the file as it is now. `parameters_invalid`: a line per problem, `<JSON pointer>: <sentence>`. `internal`: the id to look for in the log. */
    detail: z.optional(z.string()),
  }),
});
export type ErrorBody = z.infer<typeof ErrorBody>;

/** A failure that was foreseen: it has a code of the table and a message for the user. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly detail: string | undefined;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown; detail?: string }) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.detail = options?.detail;
  }
}
