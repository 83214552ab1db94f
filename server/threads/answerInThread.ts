import { AppError } from '../../shared/core/errors.ts';
import { JsonText } from '../core/http/jsonText.ts';
import { Overrun } from './overrun.ts';
import type { TaskThreads, TaskTerms } from './taskThreads.ts';
import type { TaskName, Tasks } from './tasks.ts';

/**
 * What a task answers to a client; `subject` names in a sentence what is to be shown. Rejects with AppError as the task
 * does, with `took_too_long`, and with the reason of the signal.
 */
export async function answerInThread<Name extends TaskName>(
  threads: Pick<TaskThreads, 'run'>,
  [name, input]: readonly [name: Name, input: Parameters<Tasks[Name]>[0]],
  terms: TaskTerms,
): Promise<JsonText> {
  try {
    return new JsonText(await threads.run(name, input, terms));
  } catch (error) {
    if (!(error instanceof Overrun)) throw error;
    throw new AppError(
      'took_too_long',
      `${terms.subject} cannot be shown. ${error.message}: there is too much of it.`,
      { cause: error },
    );
  }
}
