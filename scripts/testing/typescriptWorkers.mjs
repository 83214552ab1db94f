import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';
if (!isMainThread) register('./typescriptLoader.mjs', import.meta.url);
