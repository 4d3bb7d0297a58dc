// The error of the statistics: data from which no honest number can be made.
import { PacegateError } from "../pacegate-error.ts";

export class StatisticsError extends PacegateError {}

/** The machine was so busy that a launch tells nothing; the next may. */
export class NoiseError extends StatisticsError {}
