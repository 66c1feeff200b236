/** What checks say, whichever way they look: rules over single documents, and analyses of paths through all of them. */

export interface Finding {
  readonly code: string;
  readonly rule: string;
  readonly severity: 'high' | 'medium' | 'low';
  /** `production/ap-southeast-3`, or the folder where nothing was declared. */
  readonly region: string;
  /** Kind/namespace/name, or the Terraform address. */
  readonly object: string;
  /** File below the folder that was checked. */
  readonly path: string;
  readonly saw: string;
  readonly want: string;
}

/** What a rule that an analysis judges says of itself; those of policies say it in their METADATA. */
export interface AnalysisRule {
  readonly title: string;
  readonly why: string;
  readonly whatToDo: string;
  readonly severity: 'high' | 'medium';
}

/** How many subjects a rule looked at in one region. */
export interface Examined {
  readonly code: string;
  readonly rule: string;
  readonly title: string;
  readonly severity: Finding['severity'];
  readonly what_to_do: string;
  readonly region: string;
  readonly examined: number;
}

export interface CheckRun {
  readonly findings: readonly Finding[];
  readonly examined: readonly Examined[];
}
