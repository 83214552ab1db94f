/** What other features may use of this one. */
export { LastConvergence } from './LastConvergence.tsx';
