import type { Session } from "../../../src/core/session/session.ts";

/** A session of the profile `dev`, with the changes that matter to a test. */
export function sessionOf(changes: Partial<Session> = {}): Session {
	return {
		id: "profile:dev",
		name: "dev",
		request: { kind: "profile", profile: "dev" },
		identity: {
			account: "012345678901",
			arn: "arn:aws:sts::012345678901:assumed-role/Admin/me",
			role: "Admin",
			sessionName: "me",
		},
		source: ["acme", "dev"],
		accessKeyId: "ASIAEXAMPLE",
		stsRegion: { region: "us-east-1", from: "default" },
		startedAt: 0,
		...changes,
	};
}
