// From the records of nights to the shifts that stand, and to the one issue that names them.
export { type CommitRange, commitRanges, type RangeEnds } from "./commit-ranges.ts";
export { findShifts, type Shift, type ShiftRule } from "./find-shifts.ts";
export { type NightIssue, type NightIssueInput, nightIssueMarker, renderNightIssue } from "./render-issue.ts";
export { type Anchor, type CellSeries, type Night, type NightSeries, nightSeries, unmeasuredCells } from "./series.ts";
