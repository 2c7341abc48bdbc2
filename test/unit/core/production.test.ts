import assert from "node:assert/strict";
import { test } from "node:test";
import {
	defaultProductionPatterns,
	isProduction,
	isProductionSession,
} from "../../../src/core/production.ts";

test("by default what has prod in its name, and not what is before or beside it", () => {
	const marked = (name: string) => isProduction({ name }, defaultProductionPatterns);
	for (const name of ["prod", "prod-admin", "acme-PROD-eu", "production"]) {
		assert.ok(marked(name), name);
	}
	for (const name of ["dev", "staging", "nonprod", "acme-non-prod", "NonProd-admin", "preprod", "pre_prod"]) {
		assert.ok(!marked(name), name);
	}
});

test("the account or the role alone is enough", () => {
	const patterns = ["777788889999", "*Break?Glass*"];
	assert.ok(isProduction({ name: "x", account: "777788889999" }, patterns));
	assert.ok(isProduction({ name: "x", account: "1", role: "TeamBreakGlass" }, ["*BreakGlass*"]));
	assert.ok(!isProduction({ name: "x", account: "444455556666", role: "Dev" }, patterns));
});

test("later patterns take back or mark again, and a setting of other things marks nothing", () => {
	const patterns = ["*prod*", "!prod-sandbox*", "prod-sandbox-real"];
	assert.ok(!isProduction({ name: "prod-sandbox" }, patterns));
	assert.ok(isProduction({ name: "prod-sandbox-real" }, patterns));
	assert.ok(!isProduction({ name: "prod" }, [1, null, {}]));
	assert.ok(!isProduction({ name: "prod" }, []));
});

test("a session is judged by its role's own name too, however it is called here", () => {
	const identity = {
		account: "777788889999",
		arn: "arn:aws:sts::777788889999:assumed-role/X/me",
		role: "ProdAdmin",
	};
	const roleArn = "arn:aws:iam::777788889999:role/team/ProdAdmin";
	assert.ok(isProductionSession({ name: "admin", identity }, defaultProductionPatterns));
	assert.ok(isProductionSession({ name: "admin", identity, roleArn }, defaultProductionPatterns));
	assert.ok(
		!isProductionSession(
			{ name: "admin", identity: { ...identity, role: "Admin" } },
			defaultProductionPatterns,
		),
	);
});
