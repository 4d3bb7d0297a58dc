// src/exit-code.ts
/** Also for every thrown value: nothing unknown ends green. */
const errorExitCode = 2;
function exitCodeOf(conclusion) {
	switch (conclusion) {
		case "pass": return 0;
		case "regression": return 1;
		case "error": return 2;
	}
}

export { exitCodeOf as t };