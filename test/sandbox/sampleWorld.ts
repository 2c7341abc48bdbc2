import { createHash } from "node:crypto";
import { toBase32 } from "../sts/totp.ts";
import type { AccessKey, TrustStatement, User, World } from "../sts/world.ts";

/** The serial of alice's MFA device, the only one in the sample world. */
export const aliceMfaSerial = "arn:aws:iam::111122223333:mfa/alice";

/** The external id that the staging role asks for. */
export const stagingExternalId = "acme-staging:7f3a";

const aliceArn = "arn:aws:iam::111122223333:user/alice";
const ciBotArn = "arn:aws:iam::111122223333:user/ci/ci-bot";
const acmeAccount = "arn:aws:iam::111122223333:root";
const devReadOnlyArn = "arn:aws:iam::444455556666:role/DevReadOnly";

/** The world that the sample home's files speak of. Its secrets are made up, and the same at each call. */
export function sampleWorld(): World {
	return {
		accounts: [
			{ id: "111122223333", alias: "acme" },
			{ id: "444455556666", alias: "acme-dev" },
			{ id: "222233334444", alias: "acme-staging" },
			{ id: "777788889999", alias: "acme-prod", disabledRegions: ["ap-south-1"] },
			{ id: "555566667777" },
			{ id: "012345678901", alias: "acme-legacy" },
		],
		users: [sampleAlice(), sampleCiBot()],
		roles: [
			{
				arn: "arn:aws:iam::444455556666:role/DevAdmin",
				maxSessionDurationSeconds: 28_800,
				trust: [trust({ mfaRequired: true })],
			},
			{ arn: devReadOnlyArn, trust: [trust({})] },
			{
				arn: "arn:aws:iam::222233334444:role/deploy/StagingDeploy",
				maxSessionDurationSeconds: 14_400,
				trust: [trust({ mfaRequired: true, externalId: stagingExternalId })],
			},
			{ arn: "arn:aws:iam::777788889999:role/ProdAdmin", trust: [trust({ mfaRequired: true })] },
			{ arn: "arn:aws:iam::777788889999:role/ProdAudit", trust: [{ principals: [devReadOnlyArn] }] },
			{
				arn: "arn:aws:iam::555566667777:role/PartnerData",
				trust: [{ principals: ["arn:aws:iam::555566667777:root"] }],
			},
			{ arn: "arn:aws:iam::012345678901:role/LegacyAdmin", trust: [trust({})] },
			{ arn: "arn:aws:iam::444455556666:role/CiDeploy", trust: [{ principals: [ciBotArn] }] },
		],
	};
}

/** The user of the profile `acme`: static keys and a TOTP device. */
export function sampleAlice(): User {
	return {
		arn: aliceArn,
		account: "111122223333",
		accessKeys: [madeUpKey("alice")],
		mfaDevices: [{ serial: aliceMfaSerial, secret: toBase32(digest("mfa/alice")).slice(0, 32) }],
	};
}

/** The user of the profile `ci-bot`: static keys, no MFA, and one role that its policies allow. */
export function sampleCiBot(): User {
	return {
		arn: ciBotArn,
		account: "111122223333",
		accessKeys: [madeUpKey("ci-bot")],
		mfaDevices: [],
		mayAssume: ["arn:aws:iam::444455556666:role/CiDeploy"],
	};
}

/**
 * The user's active access key.
 * @throws RangeError when the user has none.
 */
export function activeKey(user: User): AccessKey {
	const key = user.accessKeys.find(({ active }) => active);
	if (key === undefined) throw new RangeError(`${user.arn} has no active access key`);
	return key;
}

function trust(conditions: Omit<TrustStatement, "principals">): TrustStatement {
	return { principals: [acmeAccount], ...conditions };
}

/** Derived, so that nothing in the source looks like a credential to those who search for them. */
function madeUpKey(user: string): AccessKey {
	return {
		id: `AKIA${toBase32(digest(`id/${user}`)).slice(0, 16)}`,
		secret: digest(`secret/${user}`).toString("base64").slice(0, 40),
		active: true,
	};
}

function digest(label: string): Buffer {
	return createHash("sha256").update(`sample world/${label}`).digest();
}
