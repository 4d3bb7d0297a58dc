// Reads the calibration of a proof's folder, which may be growing, or of a published one.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type CalibrationLaunch, calibrationLaunchSchema } from "../calibration.ts";
import { names } from "../proof-names.ts";
import { PublicationError } from "./comparable-records.ts";

/**
 * What follows the last line's end is being written, and left out.
 * @returns null where the folder has none
 * @throws PublicationError where a line is damaged
 */
export function calibrationInFolder(folder: string): CalibrationLaunch[] | null {
  const path = join(folder, names.calibration);
  if (!existsSync(path)) return null;
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  return lines.map((line, index) => {
    try {
      return calibrationLaunchSchema.parse(JSON.parse(line));
    } catch (cause) {
      throw new PublicationError({
        what: "This is no line of a calibration that this version wrote.",
        where: `${path}, line ${index + 1}`,
        remedy: "Publish from a copy of the folder without that line.",
        cause,
      });
    }
  });
}
