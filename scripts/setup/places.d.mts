export function workspaceProblem(workspace: string): string | undefined;
export function stateProblem(state: string): string | undefined;
export function cacheProblem(cache: string): string | undefined;
export function sourcesProblem(sources: string): string | undefined;
export function defaultWorkspace(home: string, state: string): string;
export function forsakenWorkspace(home: string, state: string): string | undefined;
