// The error of the statistics: data from which no honest number can be made.
import { PacegateError } from "../pacegate-error.ts";

export class StatisticsError extends PacegateError {}
