import * as vscode from "vscode";
import type { TargetArguments } from "../../core/arguments/commandArguments.ts";
import { listProfiles, resolveChain } from "../../core/config/chain.ts";
import { readProfile } from "../../core/config/profile.ts";
import type { SharedConfig } from "../../core/config/sharedConfig.ts";
import { SessionsError } from "../../core/errors.ts";
import { profileDescription } from "../../core/profiles/profileDescription.ts";
import { countdown } from "../../core/session/countdown.ts";
import { profileNames } from "../../core/session/production.ts";
import { type SessionRequest, sessionId, sessionName } from "../../core/session/session.ts";
import { isForOtherShells } from "../../core/shells/helperCommand.ts";
import { nameProblem, proposedName, type ShellProfile } from "../../core/shells/shellProfile.ts";
import type { App } from "../app.ts";
import { askForText, type PickItem, pickOne } from "../forms/steps.ts";
import { isMarkedProduction, isProductionNow } from "../sessions/production.ts";
import { chooseSession } from "../sessions/sessionCommands.ts";
import { requireRole } from "./roleCommands.ts";

/** Whose credentials are given: a session's, or a profile's stored keys. */
export type Source =
	| { readonly kind: "session"; readonly request: SessionRequest }
	| { readonly kind: "keys"; readonly name: string };

/** What is to be given: what is named, else what the person picks. @throws SessionsError, CancelledError */
export async function chooseSource(
	{ session, profile, role, credentialSource }: TargetArguments,
	config: SharedConfig,
	app: App,
): Promise<Source> {
	if (session !== undefined) {
		return { kind: "session", request: (await chooseSession(session, "", app)).request };
	}
	if (role !== undefined) {
		return { kind: "session", request: { kind: "role", ...requireRole(role, app).request } };
	}
	if (credentialSource !== undefined) {
		return { kind: "session", request: { kind: "ambient", source: credentialSource } };
	}
	return profile === undefined ? pickSource(config, app) : sourceOf(profile, config);
}

/** @throws SessionsError `ProfileNotFound`, `InvalidArgument` */
function sourceOf(name: string, config: SharedConfig): Source {
	const section = config.profiles.get(name);
	if (section === undefined) {
		throw new SessionsError("ProfileNotFound", `There is no profile '${name}'`, {
			remedies: [{ kind: "openConfig" }],
		});
	}
	const { origin } = readProfile(section);
	if (isForOtherShells(section)) {
		throw new SessionsError("InvalidArgument", `Other shells can use profile '${name}' already`);
	}
	if (origin.kind === "keys") {
		throw new SessionsError(
			"InvalidArgument",
			`Other shells can use profile '${name}' as it is: its keys are in the files`,
		);
	}
	if (origin.kind === "none" || origin.kind === "broken") {
		throw new SessionsError("InvalidArgument", `Profile '${name}' has no credentials to give`);
	}
	return origin.kind === "storedKeys"
		? { kind: "keys", name }
		: { kind: "session", request: { kind: "profile", profile: name } };
}

async function pickSource(config: SharedConfig, { manager, clock }: App): Promise<Source> {
	const now = clock.now();
	const live = new Set(manager.sessions.map(({ id }) => id));
	const sessions = manager.sessions.map(
		(session): PickItem<Source> => ({
			label: `${isProductionNow(session) ? "$(flame) " : ""}${session.name}`,
			description: [countdown(session, now).label, session === manager.active ? "active" : undefined]
				.filter(Boolean)
				.join(" · "),
			value: { kind: "session", request: session.request },
		}),
	);
	const profiles = listProfiles(config)
		.filter(
			({ name, section, origin }) =>
				!isForOtherShells(section) && offered.has(origin.kind) && resolveChain(config, name).kind === "chain",
		)
		.map((profile): { readonly item: PickItem<Source>; readonly id: string } => {
			const { name, origin } = profile;
			const request: SessionRequest = { kind: "profile", profile: name };
			return {
				id: sessionId(request),
				item: {
					label: `${isMarkedProduction(profileNames(profile, resolveChain(config, name))) ? "$(flame) " : ""}${name}`,
					description: profileDescription(profile),
					value: origin.kind === "storedKeys" ? { kind: "keys", name } : { kind: "session", request },
				},
			};
		})
		.filter(({ id }) => !live.has(id))
		.map(({ item }) => item);
	if (sessions.length + profiles.length === 0) {
		throw new SessionsError("SessionNotFound", "There is no session. Assume a role to start one", {
			remedies: [{ kind: "assumeRole" }],
		});
	}
	return pickOne<Source>([...group("sessions", sessions), ...group("profiles", profiles)], {
		title: "Use session in other shells",
		placeholder: "What other shells get credentials of, as long as it is live here",
		canGoBack: false,
	});
}

/** What other shells can't do alone, or have no keys for. */
const offered: ReadonlySet<string> = new Set([
	"role",
	"roleFrom",
	"webIdentity",
	"sso",
	"login",
	"storedKeys",
]);

function group(label: string, items: readonly PickItem<Source>[]): PickItem<Source>[] {
	const [first] = items;
	return first === undefined
		? []
		: [{ label, kind: vscode.QuickPickItemKind.Separator, value: first.value }, ...items];
}

/** Asks what the profile is to be called; given before, it keeps its name. @throws CancelledError */
export async function askForName(
	request: SessionRequest,
	config: SharedConfig,
	{ otherShells }: App,
): Promise<string> {
	const name = sessionName(request);
	const given = await otherShells.all();
	const former = given.find(
		({ source }) => source.kind === "session" && sessionId(source.request) === sessionId(request),
	);
	return askForText({
		title: `Use ${name} in other shells`,
		prompt: "Name of the profile that other shells use. It is written into the config file",
		placeholder: "as in --profile and AWS_PROFILE",
		value: former?.name ?? proposedName(name, config),
		check: (typed) => nameProblem(typed, config, given),
		canGoBack: false,
	});
}

/** What a person calls it. */
export function nameOf({
	source,
	name,
}: {
	readonly source: Source | ShellProfile["source"];
	readonly name: string;
}): string {
	return source.kind === "session"
		? `AWS session ${sessionName(source.request)}`
		: `the access keys of '${"name" in source ? source.name : name}'`;
}

/** The profile that is named, or by whose session; else the one the person picks. @throws SessionsError, CancelledError */
export async function chooseGiven({ profile, session }: TargetArguments, app: App): Promise<ShellProfile> {
	const all = await app.otherShells.all();
	const id = session === undefined ? undefined : (await chooseSession(session, "", app)).id;
	const named = all.filter(
		({ name, source }) =>
			name === profile || (id !== undefined && source.kind === "session" && sessionId(source.request) === id),
	);
	if (named[0] !== undefined) {
		return named[0];
	}
	if (all.length === 0 || profile !== undefined || id !== undefined) {
		throw new SessionsError(
			"InvalidArgument",
			all.length === 0 || profile === undefined
				? "Other shells get no credentials from here"
				: `Other shells get no credentials by profile '${profile}'`,
		);
	}
	return pickOne(
		all.map((one) => ({ label: one.name, description: nameOf(one), value: one })),
		{
			title: "Stop using session in other shells",
			placeholder: "The profile that goes out of the config file",
			canGoBack: false,
		},
	);
}
