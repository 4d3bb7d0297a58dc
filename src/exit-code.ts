// What the process tells its caller: 0 pass, 1 regression, 2 anything that kept the gate from deciding.
import type { Verdict } from "./compare/verdict.ts";

/** Also for every thrown value: nothing unknown ends green. */
export const errorExitCode = 2;
/** 128 plus the signal's number, as shells count. */
export const interruptedExitCode = 130;

export function exitCodeOf(conclusion: Verdict["conclusion"]): 0 | 1 | 2 {
  switch (conclusion) {
    case "pass":
      return 0;
    case "regression":
      return 1;
    case "error":
      return errorExitCode;
  }
}
