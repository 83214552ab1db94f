/** Preloaded by the tests, which run the server from its sources: lets its threads load them too. */
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

if (!isMainThread) register('./typescriptLoader.mjs', import.meta.url);
