import "./action-rolldown-runtime.js";
import { t as runAction } from "./action-action.js";

// src/main.ts
await runAction();

export {  };