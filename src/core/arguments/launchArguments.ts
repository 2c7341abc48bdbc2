import { readObject } from "./argumentFields.ts";
import { type CallerArguments, readCaller } from "./operationArguments.ts";

/**
 * Reads the argument of the commands whose outcome a task or a launch is given.
 * @throws SessionsError `InvalidArgument` that names the field
 */
export function readLaunchArguments(argument: unknown): CallerArguments {
	return readCaller(readObject(argument, ["session", "profile"]));
}
