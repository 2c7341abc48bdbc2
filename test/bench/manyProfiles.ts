import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const regions = ["eu-central-1", "eu-west-1", "us-east-1", "us-west-2", "ap-southeast-2"];
const duties = ["Admin", "ReadOnly", "Deploy", "Audit", "Support"];
/** Profiles per user: a company's accounts, seen by each of its people. */
const rolesPerUser = 99;

function account(index: number): string {
	return String(100_000_000_000 + index);
}

function pick<T>(list: readonly T[], index: number): T {
	const item = list[index % list.length];
	if (item === undefined) {
		throw new RangeError("The list is empty");
	}
	return item;
}

function roleProfile(user: string, index: number): string {
	const duty = pick(duties, index);
	const lines = [
		`[profile ${user}-${duty.toLowerCase()}-${index}]`,
		`role_arn = arn:aws:iam::${account(index)}:role/teams/platform/${duty}`,
		`source_profile = ${user}`,
		`region = ${pick(regions, index)}`,
		...(duty === "ReadOnly" ? [] : [`mfa_serial = arn:aws:iam::${account(0)}:mfa/${user}`]),
		...(duty === "Deploy" ? ["external_id = platform:7f3a", "duration_seconds = 7200"] : []),
		...(duty === "Audit" ? ["# by the auditors' request", "s3 =", "  max_concurrent_requests = 20"] : []),
	];
	return lines.join("\n");
}

/**
 * Writes a home's `.aws/config` and `.aws/credentials` with this many profiles: users with keys, each followed by the
 * roles to be assumed from it.
 */
export async function writeManyProfiles(home: string, count: number): Promise<void> {
	const users: string[] = [];
	const profiles = Array.from({ length: count }, (_, index) => {
		if (index % (rolesPerUser + 1) === 0) {
			users.push(`user${users.length + 1}`);
			return `[profile ${users.at(-1)}]\nregion = eu-central-1\noutput = json`;
		}
		return roleProfile(users.at(-1) ?? "", index);
	});
	const keys = users.map(
		(user, index) =>
			`[${user}]\naws_access_key_id = AKIABENCH${String(index).padStart(11, "0")}\naws_secret_access_key = ${"none".repeat(10)}`,
	);
	await mkdir(join(home, ".aws"), { recursive: true });
	await writeFile(join(home, ".aws", "config"), `${profiles.join("\n\n")}\n`);
	await writeFile(join(home, ".aws", "credentials"), `${keys.join("\n\n")}\n`, { mode: 0o600 });
}
