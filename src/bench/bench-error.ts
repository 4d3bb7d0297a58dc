// Errors of the bench stage that end the whole run; what costs one cell only is a `Failure` in the measurements.
import { PacegateError } from "../pacegate-error.ts";

export class BenchError extends PacegateError {}
