// The colours of the terminal report.
import pc from "picocolors";

export type Colors = ReturnType<typeof pc.createColors>;

/** @param enabled false writes no escape sequence at all */
export function terminalColors(enabled: boolean): Colors {
  return pc.createColors(enabled);
}
