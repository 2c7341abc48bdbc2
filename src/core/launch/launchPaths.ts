/** What stands for variables in the paths of a launch configuration. */
export interface PathValues {
	/** The path of the folder that the launch belongs to; undefined: it belongs to none. */
	readonly folder: string | undefined;
	/** The paths of the workspace's folders by their names. */
	readonly folders: ReadonlyMap<string, string>;
	readonly home: string;
	/** An environment variable of VS Code's. */
	readonly variable: (name: string) => string | undefined;
}

/**
 * A path with the variables filled in that VS Code knows without asking anybody. Others stay as they are.
 * @see https://code.visualstudio.com/docs/reference/variables-reference
 */
export function filledIn(path: string, values: PathValues): string {
	return path.replaceAll(
		/\$\{([^:}]+)(?::([^}]*))?\}/g,
		(given: string, name: string, argument: string | undefined) => filling(name, argument, values) ?? given,
	);
}

function filling(
	name: string,
	argument: string | undefined,
	{ folder, folders, home, variable }: PathValues,
): string | undefined {
	const meant = argument === undefined ? folder : folders.get(argument);
	switch (name) {
		case "workspaceFolder":
			return meant;
		case "workspaceFolderBasename":
			return meant === undefined ? undefined : /[^/\\]*$/.exec(meant)?.[0];
		case "userHome":
			return home;
		case "env":
			return argument === undefined ? undefined : (variable(argument) ?? "");
		default:
			return undefined;
	}
}
