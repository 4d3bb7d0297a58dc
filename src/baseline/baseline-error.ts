// The error of the baseline stage: a store that cannot be read or written.
import { PacegateError } from "../pacegate-error.ts";

export class BaselineError extends PacegateError {}
