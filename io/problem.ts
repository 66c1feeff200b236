/** Problems of the world around the catalog: the command line, files and tools. Same printed form as `model/problem.ts`, with the place as text. */

/** Every PT-0xx code with what it means. The PT-1xx of the catalog stand in `model/problem.ts`. */
export const OUTSIDE_PROBLEMS = {
  'PT-000': 'this program is wrong, not its input',
  'PT-001': 'the command line names a verb, its options and folders as the help says',
  'PT-002': 'a configuration file is there and can be read',
  'PT-003': 'a configuration file is TypeScript that esbuild understands, and what it imports is there',
  'PT-004': 'a configuration file runs, is done within 30 seconds, and exports plain data: a configuration as its default',
  'PT-005': 'the environment and the region exist',
  'PT-006': 'the output folder can be written',
  'PT-007': 'the output folder was written to its end',
  'PT-008': 'the output folder and its files can be read',
  'PT-009': 'a tool that does the work is there',
  'PT-010': 'a tool that was started does its work',
  'PT-011': 'what is asked for exists in the output',
  'PT-012': 'a check has something to examine',
  'PT-013': 'the output folder is ours: made by synth, or empty before it',
  'PT-014': 'a document is YAML or JSON',
  'PT-015': 'a Kubernetes object is one that the API server takes',
  'PT-016': 'one run at a time writes an output folder',
  'PT-017': 'evidence holds no value of a secret, and no card number',
  'PT-018': 'a bundle or a review that is compared with can be read, and is of the same environment',
  'PT-019': 'a kubeconfig can be read, and holds the context that is meant with all that signing in needs',
  'PT-020': 'the API server of a cluster can be reached, and its certificate is trusted',
  'PT-021': 'the API server knows who asks',
  'PT-022': 'the API server allows what is asked',
  'PT-023': 'the API server answers in time',
  'PT-024': 'what answers is the API server of a Kubernetes that the files are made for',
  'PT-025': 'what was made in a cluster for a trial is removed again',
} as const;

/** One thing that is wrong outside. */
export interface OutsideProblem {
  readonly code: keyof typeof OUTSIDE_PROBLEMS;
  /** File with line, folder, or option. */
  readonly where: string;
  readonly saw: string;
  readonly want: string;
}

/** Thrown from `io` and `bin`, caught once in `bin/main`, printed without a stack. Exit code 2. */
export class OutsideError extends Error {
  readonly problems: readonly OutsideProblem[];

  constructor(...problems: readonly OutsideProblem[]) {
    super(problems.map(problemText).join('\n'));
    this.problems = problems;
  }
}

export const problemText = ({ code, where, saw, want }: { readonly code: string; readonly where: string; readonly saw: string; readonly want: string }): string =>
  `${code} ${where}: saw ${saw}; want ${want}`;

/** What Node says about a file, in words; anything that is not an error of the system is thrown on. */
export const systemReason = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) throw error;
  return REASONS[code] ?? code;
};

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'nothing there',
  ENOTDIR: 'a file where a folder should be',
  EISDIR: 'a folder where a file should be',
  EEXIST: 'a file where a folder should be',
  EACCES: 'no permission',
  EPERM: 'no permission',
  ELOOP: 'links that lead in a circle',
  EROFS: 'a file system that is read-only',
  ENOSPC: 'a full disk',
};
