/**
 * What the caller's environment may not hand on: his AWS identity, folders outside the test's home, and what npm,
 * Node's test runner or a VS Code terminal put there for their own children.
 */
const withheld =
	/^(AWS_.*|XDG_.*|npm_.*|VSCODE_.*|ELECTRON_.*|NODE_(OPTIONS|TEST_CONTEXT|CHANNEL_FD|V8_COVERAGE)|TERM_PROGRAM.*|GIT_ASKPASS|BASH_ENV|HISTFILE)$/i;

/** The test process's environment without what must not leak in, with `home` as the home folder and `extra` on top. */
export function childEnvironment(
	home: string,
	extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
	const inherited = Object.entries(process.env).flatMap(([name, value]) =>
		value === undefined || withheld.test(name) ? [] : [[name, value] as const],
	);
	return { ...Object.fromEntries(inherited), HOME: home, USERPROFILE: home, ...extra };
}
