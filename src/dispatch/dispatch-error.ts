// Errors of the dispatch stage.
import { PacegateError } from "../pacegate-error.ts";

export class DispatchError extends PacegateError {}
