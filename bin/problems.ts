/** How every verb says what is wrong: a line each on stderr, and the same as JSON on stdout where JSON was asked for. */
import { problemText } from '../io/problem.ts';
import type { Session } from './session.ts';

/** A problem with its place as text, of the catalog (PT-1xx) or around it (PT-0xx). */
export interface SaidProblem {
  readonly code: string;
  readonly where: string;
  readonly saw: string;
  readonly want: string;
}

/** A reader of JSON always gets JSON: `{ "problems": […] }` instead of the answer. */
export const complainOf = ({ terminal }: Session, problems: readonly SaidProblem[], json: boolean | undefined): void => {
  for (const problem of problems) terminal.complain(problemText(problem));
  if (json === true) terminal.print(JSON.stringify({ problems: problems.map(({ code, where, saw, want }) => ({ code, where, saw, want })) }, null, 2));
};
