import { credentialSources } from "../config/profile.ts";
import type { Identity } from "../places/arn.ts";
import { type Session, type SessionRequest, sessionId } from "./session.ts";

// What has been out of our hands is looked at field by field: the rest of the extension takes each for what it says.

type Check = (value: unknown) => boolean;

/** A check for each field: a field without one does not compile. */
type ShapeOf<T> = { readonly [K in keyof Required<T>]: Check };

type RequestOf<K extends SessionRequest["kind"]> = Extract<SessionRequest, { kind: K }>;

const hour = 3_600_000;

/** How long (ms) the credentials live at most that AWS issues: 36 h, and an hour for clocks that are set meanwhile. */
const longestIssued = 37 * hour;

/** How long (ms) those live at most that another program or the surroundings give, which say what they like. */
const longestGiven = 366 * 24 * hour;

const isString: Check = (value) => typeof value === "string";
const isText: Check = (value) => typeof value === "string" && value !== "";
const isNumber: Check = (value) => typeof value === "number" && Number.isFinite(value);
const isTime: Check = (value) => typeof value === "number" && Math.abs(value) <= 8.64e15;
const isTrue: Check = (value) => value === true;
const isTexts: Check = (value) => Array.isArray(value) && value.every(isString);
const isTags: Check = (value) => isObject(value) && Object.values(value).every(isString);

const optional =
	(check: Check): Check =>
	(value) =>
		value === undefined || check(value);

const oneOf =
	(...values: readonly unknown[]): Check =>
	(value) =>
		values.includes(value);

const shaped =
	(shape: Readonly<Record<string, Check>>): Check =>
	(value) =>
		isObject(value) && Object.entries(shape).every(([key, check]) => check(value[key]));

const policies = { policy: optional(isString), policyArns: optional(isTexts) };
const scope = { ...policies, tags: optional(isTags) };
const lasting = { durationSeconds: optional(isNumber), region: optional(isString) };

const roleOptions: ShapeOf<NonNullable<RequestOf<"profile">["options"]>> = {
	...scope,
	...lasting,
	mfaSerial: optional(isString),
	externalId: optional(isString),
	sessionName: optional(isString),
	transitiveTagKeys: optional(isTexts),
	sourceIdentity: optional(isString),
};

const tokenOrigin: Check = (value) =>
	isObject(value) &&
	(value["kind"] === "person" ||
		(value["kind"] === "file" && isString(value["path"])) ||
		(value["kind"] === "command" && isString(value["command"])));

const assertionOrigin: Check = (value) =>
	isObject(value) &&
	(value["kind"] === "person" ||
		(value["kind"] === "file" && isString(value["path"])) ||
		(value["kind"] === "listener" &&
			optional(isString)(value["startUrl"]) &&
			optional(isNumber)(value["port"])));

const signIn: Check = (value) =>
	isObject(value) && (isText(value["session"]) || (isText(value["startUrl"]) && isText(value["region"])));

const requests: { readonly [K in SessionRequest["kind"]]: ShapeOf<RequestOf<K>> } = {
	profile: { kind: isText, profile: isText, options: optional(shaped(roleOptions)) },
	ambient: { kind: isText, source: oneOf(...credentialSources) },
	role: { ...roleOptions, kind: isText, roleArn: isText, sourceProfile: isText },
	sessionToken: {
		...lasting,
		kind: isText,
		profile: isText,
		mfaSerial: (value) => value === false || optional(isString)(value),
	},
	federationToken: { ...scope, ...lasting, kind: isText, profile: isText, name: isText },
	webIdentity: {
		...policies,
		...lasting,
		kind: isText,
		roleArn: isText,
		token: tokenOrigin,
		sessionName: optional(isString),
		providerId: optional(isString),
	},
	saml: {
		...policies,
		...lasting,
		kind: isText,
		roleArn: isText,
		principalArn: isText,
		assertion: assertionOrigin,
	},
	root: { ...lasting, kind: isText, profile: isText, targetPrincipal: isText, taskPolicyArn: isText },
	ssoRole: {
		kind: isText,
		signIn,
		account: isText,
		accountName: optional(isString),
		roleName: isText,
		region: optional(isString),
	},
};

const identity: ShapeOf<Identity> = {
	account: isText,
	arn: isText,
	role: optional(isString),
	sessionName: optional(isString),
	user: optional(isString),
};

const stsRegion: ShapeOf<Session["stsRegion"]> = {
	region: isText,
	from: oneOf("request", "profile", "environment", "default"),
};

const session: ShapeOf<Session> = {
	id: isText,
	name: isText,
	request: isRequest,
	identity: shaped(identity),
	roleArn: optional(isText),
	isUnchained: optional(isTrue),
	source: isTexts,
	region: optional(isText),
	workRegion: optional(isText),
	stsRegion: shaped(stsRegion),
	accessKeyId: isText,
	startedAt: isTime,
	expiresAt: optional(isTime),
	notes: optional(isTexts),
	hasExpired: optional(isTrue),
};

/**
 * Whether it is a session, whole, with the id that its request gives, and for no longer than its credentials can
 * live. Never throws.
 */
export function isSession(value: unknown): value is Session {
	return shaped(session)(value) && isConsistent(value as Session);
}

function isConsistent({ id, request, startedAt, expiresAt = startedAt }: Session): boolean {
	const isGiven = request.kind === "profile" || request.kind === "ambient";
	return sessionId(request) === id && expiresAt - startedAt <= (isGiven ? longestGiven : longestIssued);
}

function isRequest(value: unknown): boolean {
	const shapes: Readonly<Record<string, Readonly<Record<string, Check>>>> = requests;
	const kind = isObject(value) ? value["kind"] : undefined;
	const shape = typeof kind === "string" && Object.hasOwn(shapes, kind) ? shapes[kind] : undefined;
	return shape !== undefined && shaped(shape)(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
