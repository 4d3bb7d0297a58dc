// Errors of the export stage.
import { PacegateError } from "../pacegate-error.ts";

export class ExportError extends PacegateError {}
