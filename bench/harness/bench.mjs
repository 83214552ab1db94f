/**
 * What a bench is given.
 * @typedef {object} Surroundings
 * @property {import('./scope.mjs').Scope} scope ended after the bench
 * @property {string} engine environment of the engine
 * @property {string} chromium path of the browser
 */

/**
 * A bench measures and gives its rows; it throws only when it could not measure, never because of a figure.
 * @typedef {(surroundings: Surroundings) => Promise<import('./rows.mjs').Row[]>} Bench
 */

export {};
