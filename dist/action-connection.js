import { f as makeGitHubClient, i as findAuthor } from "./action-run-context.js";

// src/action/connection.ts
/** @returns null outside of a workflow, and where the token was left empty: then nothing is told to GitHub */
function connect(run, options) {
	const { token, signal, onNotice } = options;
	if (run === null || token === void 0) return null;
	const { apiUrl, repository } = run;
	const access = {
		token,
		apiUrl,
		repository,
		onNotice
	};
	let author;
	const client = makeGitHubClient({
		...access,
		signal
	});
	return {
		client,
		lastWords: makeGitHubClient({
			...access,
			signal: new AbortController().signal
		}),
		run,
		author: () => {
			author ??= findAuthor(client, token, options.author ?? null);
			return author;
		}
	};
}

export { connect as t };