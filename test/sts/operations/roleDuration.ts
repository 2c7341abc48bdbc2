import { validationError } from "../errors.ts";
import { maxSessionSeconds, type Role } from "../world.ts";

/** @throws StsError ValidationError when a session would outlast what its role allows. */
export function checkRoleDuration(seconds: number, role: Role): void {
	if (seconds <= maxSessionSeconds(role)) return;
	throw validationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
}
