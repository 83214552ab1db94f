// A thread for tasks, see taskThreads.ts. Plain JavaScript, so that the name of the file is the same beside the bundle.
// Receives one { name, input } at a time. Answers { at } when it begins and whenever it comes to another file, and
// last { text }, { refused } for an AppError, or { failure } for any other error.
import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../../shared/core/errors.ts';
import { createTasks } from './tasks.ts';

const tasks = createTasks(workerData);
const answer = (message) => parentPort?.postMessage(message);

parentPort?.on('message', async ({ name, input }) => {
  answer({ at: '' });
  try {
    answer({ text: await tasks[name](input, (at) => answer({ at })) });
  } catch (error) {
    if (error instanceof AppError) {
      const { code, message, detail } = error;
      answer({ refused: { code, message, ...(detail === undefined ? {} : { detail }) } });
    } else answer({ failure: error instanceof Error ? error : new Error(String(error)) });
  }
});
