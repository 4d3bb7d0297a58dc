// Entry of the action's post step; no logic.
import { runPost } from "./action/index.ts";

await runPost();
