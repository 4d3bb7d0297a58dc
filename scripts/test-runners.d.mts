// Types of test-runners.mjs, which runs as plain JavaScript before anything is compiled.
export interface Count {
  readonly passed: number;
  readonly failed: number;
}
export function countLint(exitCode: number): Count;
export function countVitest(text: string, exitCode: number): Count;
export function countPytest(text: string, exitCode: number): Count;
export function failedInVitest(text: string, root: string): string[];
export function failedInPytest(text: string): string[];
