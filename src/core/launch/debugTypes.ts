/** What stands in a launch configuration, as VS Code hands it over. */
export type LaunchConfiguration = Readonly<Record<string, unknown>>;

/**
 * Who starts the program that is debugged. `adapter`: the debug adapter itself, which inherits nothing of what the
 * window delivers to terminals. `integrated`, `external`: VS Code, by a line that it types into a terminal or hands to
 * one as arguments. `terminal`: a terminal that is opened for it, with the configuration's variables as its own.
 */
export type LaunchPlace = "adapter" | "integrated" | "external" | "terminal";

/** How a debug type is told of variables. */
export interface DebugType {
	/** The property that holds them: an object, or a list of `{ name, value }`. */
	readonly property: "env" | "environment";
	/** Where `null` takes a variable out; elsewhere it would be passed over, refused, or taken for a text. */
	readonly takesNull: (place: LaunchPlace) => boolean;
	readonly place: (configuration: LaunchConfiguration) => LaunchPlace;
	/** Whether VS Code's terminals for it have the configuration's name: it takes one of the same name again. */
	readonly namesTerminal: boolean;
	/** Whether the property `console` can ask for VS Code's debug console. */
	readonly hasDebugConsole: boolean;
}

const never = (): boolean => false;
const byAdapter = (): LaunchPlace => "adapter";

/** By the property that most adapters have for it. */
function byConsole(otherwise: LaunchPlace): DebugType["place"] {
	return ({ console }) => {
		switch (console) {
			case "internalConsole":
				return "adapter";
			case "integratedTerminal":
				return "integrated";
			case "externalTerminal":
				return "external";
			default:
				return otherwise;
		}
	};
}

/** JavaScript's debugger, as its package describes it. For a terminal's line it drops what is null. */
const javaScript: DebugType = {
	property: "env",
	takesNull: (place) => place === "adapter",
	place: byConsole("adapter"),
	namesTerminal: true,
	hasDebugConsole: true,
};
const extensionHost: DebugType = { ...javaScript, place: byAdapter, hasDebugConsole: false };
/** debugpy's launcher copies its own variables, applies these and drops those that are null. */
const python: DebugType = {
	...javaScript,
	takesNull: () => true,
	place: byConsole("integrated"),
	namesTerminal: false,
};
/** vsdbg's documentation knows texts only. */
const dotnet: DebugType = { ...javaScript, takesNull: never, namesTerminal: false };
/** The adapter hands them to the debugger, wherever that runs. */
const cpp: DebugType = {
	property: "environment",
	takesNull: never,
	place: byAdapter,
	namesTerminal: false,
	hasDebugConsole: false,
};
const ruby: DebugType = {
	property: "env",
	takesNull: never,
	place: ({ useTerminal }) => (useTerminal === true ? "terminal" : "adapter"),
	namesTerminal: false,
	hasDebugConsole: false,
};

/** The debug types that are known, by the properties that their own packages document. */
const debugTypes: Readonly<Record<string, DebugType>> = {
	node: javaScript,
	"pwa-node": javaScript,
	"node-terminal": { ...javaScript, takesNull: () => true, place: () => "terminal", hasDebugConsole: false },
	extensionHost,
	"pwa-extensionHost": extensionHost,
	debugpy: python,
	python,
	// Delve: a variable without a value is unset.
	go: { ...javaScript, namesTerminal: false },
	// CodeLLDB starts programs itself, also for a terminal.
	lldb: { property: "env", takesNull: never, place: byAdapter, namesTerminal: false, hasDebugConsole: false },
	java: { ...dotnet, place: byConsole("integrated") },
	coreclr: dotnet,
	clr: dotnet,
	cppdbg: cpp,
	cppvsdbg: cpp,
	php: { property: "env", takesNull: never, place: byAdapter, namesTerminal: false, hasDebugConsole: false },
	rdbg: ruby,
};

/** How a debug type is told of variables; undefined for one that is not known. */
export function debugTypeOf(type: string): DebugType | undefined {
	return Object.hasOwn(debugTypes, type) ? debugTypes[type] : undefined;
}

/** Those that show pages: what they start has nothing to do with AWS. */
const browsers = /^(pwa-)?(chrome|msedge|edge|firefox|editor-browser)$/;

/**
 * Whether a configuration starts a program that can be given variables. One that attaches finds it running, as do the
 * sessions that a debugger starts by itself for the processes of a first one.
 */
export function startsProgram({ type, request, ...others }: LaunchConfiguration): boolean {
	return (
		typeof type === "string" &&
		request === "launch" &&
		!browsers.test(type) &&
		others["__pendingTargetId"] === undefined
	);
}
