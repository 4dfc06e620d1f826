import type { TestProject } from 'vitest/node';
import { EXAMPLES, type Example, synthesise } from '../examples';

declare module 'vitest' {
  interface ProvidedContext {
    /** Example to file name to text; each as the committed templates have it. */
    synthesised: Record<Example, Record<string, string>>;
  }
}

/** Vitest's start of the whole infra project: every example synthesised and checked once, for all files. */
export function setup(project: TestProject): void {
  const templates = Object.fromEntries(EXAMPLES.map((example) => [example, synthesise(example)]));
  project.provide('synthesised', templates as Record<Example, Record<string, string>>);
}
