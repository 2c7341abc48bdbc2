// `npm run bench` measures all rows; `npm run bench -- assumeRole` only those named.
import { cpus } from "node:os";
import process, { argv, exit, versions } from "node:process";
import { activation } from "./activation.ts";
import { assumeRole } from "./assumeRole.ts";
import { endpoint } from "./endpoint.ts";
import { filterRoles, listRoles } from "./identityCenter.ts";
import { readProfiles } from "./readProfiles.ts";
import type { Row } from "./row.ts";
import { rowTable } from "./rowTable.ts";

const rows: Readonly<Record<string, Row>> = {
	activation,
	assumeRole,
	endpoint,
	readProfiles,
	listRoles,
	filterRoles,
};

const chosen = argv.length > 2 ? argv.slice(2) : Object.keys(rows);
const unknown = chosen.filter((name) => rows[name] === undefined);
if (unknown.length > 0) {
	console.error(`No such row: ${unknown.join(", ")}. There are: ${Object.keys(rows).join(", ")}`);
	exit(2);
}

console.log(`Node ${versions.node}, ${process.platform} ${process.arch}, ${cpus().length} processors\n`);
for (const name of chosen) {
	const result = await rows[name]?.();
	if (result !== undefined) {
		console.log(`${rowTable(result)}\n`);
	}
}
