// Entry of the action; no logic.
import { runAction } from "./action/index.ts";

await runAction();
