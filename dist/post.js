import "./action-rolldown-runtime.js";
import { n as runPost } from "./action-action.js";

// src/post.ts
await runPost();

export {  };