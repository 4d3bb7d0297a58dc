// Errors of `pacegate init`.
import { PacegateError } from "../pacegate-error.ts";

export class InitError extends PacegateError {}
