// The error of the compare stage: measurements that do not belong to the plan they came with.
import { PacegateError } from "../pacegate-error.ts";

export class CompareError extends PacegateError {}
