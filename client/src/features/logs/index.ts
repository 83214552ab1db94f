/** What other features may use of this one. */
export { createLogBuffer, type LogBuffer } from './logBuffer.ts';

/** The log below the editor. */
export const loadLogPanel = async () => (await import('./LogPanel.tsx')).LogPanel;
