import { userInfo } from "node:os";

/** The session name of a role whose profile names none: who uses this machine, as CloudTrail should show it. */
export function defaultSessionName(): string {
	let user = "";
	try {
		user = userInfo()
			.username.replace(/[^\w+=,.@-]/g, "-")
			.slice(0, 64);
	} catch {
		// A container's user may have no name.
	}
	// A container's root says nothing of who it is, and would alarm whoever reads the trail.
	return user.length >= 2 && user !== "root" ? user : "aws-sessions";
}
