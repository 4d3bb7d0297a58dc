// How much of a verdict a Markdown report shows, from everything down to what fits a very small space.

export interface Detail {
  /** Rows of the table of what changed. */
  readonly changedRows: number;
  /** Regressions explained part by part. */
  readonly explained: number;
  /** Parts named for each. */
  readonly parts: number;
  /** Rows of each folded table; at 0 the fold is left out. */
  readonly foldedRows: number;
  /** Things named in each kind of next step. */
  readonly named: number;
  /** Failures whose last lines of stderr are shown. */
  readonly stderrCells: number;
  readonly stderrLines: number;
  readonly nameLength: number;
  readonly textLength: number;
}

const everything: Detail = {
  changedRows: Number.POSITIVE_INFINITY,
  explained: 20,
  parts: 10,
  foldedRows: Number.POSITIVE_INFINITY,
  named: 10,
  stderrCells: 5,
  stderrLines: 20,
  nameLength: 160,
  textLength: 600,
};

/** In the order tried: folded rows go first, then explanations, then rows of the table itself. */
export const detailLevels: readonly Detail[] = [
  everything,
  { ...everything, foldedRows: 200 },
  { ...everything, foldedRows: 50, explained: 10 },
  { ...everything, foldedRows: 20, changedRows: 200, explained: 5, named: 5, stderrCells: 3 },
  {
    changedRows: 100,
    explained: 5,
    parts: 10,
    foldedRows: 0,
    named: 5,
    stderrCells: 2,
    stderrLines: 10,
    nameLength: 120,
    textLength: 200,
  },
  {
    changedRows: 50,
    explained: 3,
    parts: 5,
    foldedRows: 0,
    named: 3,
    stderrCells: 1,
    stderrLines: 10,
    nameLength: 80,
    textLength: 200,
  },
  {
    changedRows: 10,
    explained: 1,
    parts: 3,
    foldedRows: 0,
    named: 2,
    stderrCells: 0,
    stderrLines: 0,
    nameLength: 60,
    textLength: 160,
  },
  {
    changedRows: 3,
    explained: 0,
    parts: 0,
    foldedRows: 0,
    named: 1,
    stderrCells: 0,
    stderrLines: 0,
    nameLength: 40,
    textLength: 120,
  },
];
