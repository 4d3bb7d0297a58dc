// What can go wrong while a report is rendered.
import { PacegateError } from "../pacegate-error.ts";

export class ReportError extends PacegateError {}
