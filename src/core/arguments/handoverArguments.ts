import {
	type ExportFormat,
	type ExportTarget,
	exportFormats,
	exportTargets,
} from "../export/exportFormats.ts";
import { given, invalid, readChoice, readObject, readText } from "./argumentFields.ts";
import { fieldChecks } from "./commandArguments.ts";
import { type CallerArguments, readCaller } from "./operationArguments.ts";

/** What can be handed to Export Session. */
export interface ExportArguments extends CallerArguments {
	readonly format?: ExportFormat;
	/** Where a text goes; a profile has a place of its own. */
	readonly target?: ExportTarget;
}

/** What can be handed to Open AWS Console. */
export interface ConsoleArguments extends CallerArguments {
	/** A page of the console: its path, or its whole address. */
	readonly destination?: string;
	/** A service, as the console's paths name it: `lambda`. */
	readonly service?: string;
	readonly region?: string;
}

const longestDestination = 2000;

/** @throws SessionsError `InvalidArgument` that names the field */
export function readExportArguments(argument: unknown): ExportArguments {
	const object = readObject(argument, ["session", "profile", "format", "target"]);
	// Its lines are bash's.
	const format =
		object["format"] === "zsh" ? "bash" : readChoice<ExportFormat>(object, "format", exportFormats);
	const target = readChoice<ExportTarget>(object, "target", exportTargets);
	if (format === "profile" && target !== undefined) {
		throw invalid("a profile goes into the credentials file: format 'profile' has no target");
	}
	return given({ ...readCaller(object), format, target });
}

/** Whether a destination is one is for the command to say. @throws SessionsError `InvalidArgument` that names the field */
export function readConsoleArguments(argument: unknown): ConsoleArguments {
	const object = readObject(argument, ["session", "profile", "destination", "service", "region"]);
	const read = given({
		...readCaller(object),
		destination: readText(object, "destination", ({ length }) =>
			length > longestDestination
				? `up to ${longestDestination} characters are possible, these are ${length}`
				: undefined,
		),
		service: readText(object, "service", (value) =>
			/^[a-z0-9][a-z0-9-]{0,62}$/.test(value) ? undefined : "a service looks like lambda or systems-manager",
		),
		region: readText(object, "region", fieldChecks.region),
	});
	if (read.destination !== undefined && read.service !== undefined) {
		throw invalid("destination and service can't be given together: each names a page");
	}
	return read;
}
