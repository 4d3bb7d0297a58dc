// What planning refuses: bundles that nobody checked.
import { PacegateError } from "../pacegate-error.ts";

export class PlanError extends PacegateError {}
