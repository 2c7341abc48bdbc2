import { join } from "node:path";
import * as vscode from "vscode";
import { personHome } from "../../aws/files/configFiles.ts";
import type { Environment } from "../../core/config/endpointSettings.ts";
import type { SharedConfig } from "../../core/config/sharedConfig.ts";
import { CancelledError, type ErrorCode, SessionsError } from "../../core/errors.ts";
import type { Fact, FactsContext } from "../../core/identity/identityFacts.ts";
import { logError } from "../../core/logError.ts";
import { parseRoleArn } from "../../core/places/arn.ts";
import { identityRegion, identityRegionProblem } from "../../core/places/identityRegion.ts";
import { accountLabel } from "../../core/profiles/accountNames.ts";
import { type DurationWay, durationWays } from "../../core/session/durationChoices.ts";
import { roleDurationLimit } from "../../core/session/sessionDuration.ts";
import { stsChecks } from "../../core/session/stsLimits.ts";
import type { App } from "../app.ts";
import { showError } from "../errorMessage.ts";
import { localTime } from "../time.ts";
import { confirmAsked } from "./confirmAsked.ts";
import type { FormStep, OptionField } from "./form.ts";
import { regionFieldOf } from "./regionField.ts";
import { askForText, BackError, type TellingItem, type TextOptions } from "./steps.ts";

const factIcons: Readonly<Record<Fact["kind"], string>> = {
	subject: "account",
	audience: "broadcast",
	issuer: "organization",
	expiry: "clock",
	duration: "watch",
};

/** Rows that say what an identity provider says. */
export function factItems(facts: readonly Fact[]): TellingItem[] {
	return facts.map(({ kind, name, value, isProblem = false }) => ({
		label: `$(${isProblem ? "warning" : factIcons[kind]}) ${name}`,
		description: value,
	}));
}

/** The time by which facts are told. */
export function factsContext({ clock }: App): FactsContext {
	const now = clock.now();
	return { now, time: (moment) => localTime(moment, now) };
}

/** A role and its account, with the names that the files give it. */
export function roleWords(roleArn: string, config: SharedConfig): { name: string; account: string } {
	const role = parseRoleArn(roleArn);
	return role === undefined
		? { name: roleArn, account: "" }
		: { name: role.name, account: accountLabel(role.account, config) };
}

/** How long a session may last of a role that a provider vouches for: the role alone decides. */
export function vouchedWay(): DurationWay {
	return { ...durationWays.vouchedRole, cap: roleDurationLimit("longTermKeys") };
}

/** Lets the person type a role's ARN. @throws BackError, CancelledError */
export function typeRoleArn(title: string, value: string, canGoBack: boolean): Promise<string> {
	return askForText({
		title,
		prompt: "The role's ARN",
		placeholder: "arn:aws:iam::123456789012:role/name",
		value,
		check: stsChecks.roleArn,
		canGoBack,
	});
}

/**
 * Lets the person type a text until what is done with it works; what goes wrong is told in the box.
 * @throws BackError, CancelledError
 */
export async function typeUntilItWorks<T>(
	id: string,
	{ log }: App,
	options: Omit<TextOptions, "canGoBack">,
	use: (text: string) => Promise<T>,
): Promise<T> {
	const { check } = options;
	let { value } = options;
	let problem: string | undefined;
	for (;;) {
		// Told when the box opens, and never held against the same text when it is tried again.
		let untold = problem;
		value = await askForText({
			...options,
			value,
			check: (text) => {
				const told = untold;
				untold = undefined;
				return told ?? check(text);
			},
			canGoBack: true,
		});
		try {
			return await use(value);
		} catch (error) {
			problem = undefined;
			// What is called off while it runs leads back to the box.
			if (error instanceof SessionsError) {
				logError(log, `${id} failed`, error);
				problem = error.message;
			} else if (!(error instanceof CancelledError)) {
				throw error;
			}
		}
	}
}

/** Lets the person choose a file. @throws BackError when none is chosen */
export async function choosePath(title: string, openLabel: string): Promise<string> {
	const [file] = (await vscode.window.showOpenDialog({ title, openLabel })) ?? [];
	if (file === undefined) {
		throw new BackError();
	}
	return file.fsPath;
}

/** A path with the home folder in place of `~/`. */
export function fullPath(path: string, { environment }: App): string {
	const home = /^~[\\/]/.test(path) ? personHome(environment) : undefined;
	return home === undefined ? path : join(home, path.slice(2));
}

/** Asks until it works: what goes wrong is told, and the form stays where it is. @throws BackError, CancelledError */
export async function untilItWorks<T>(id: string, app: App, ask: () => Promise<T>): Promise<T> {
	for (;;) {
		try {
			return await ask();
		} catch (error) {
			if (!(error instanceof SessionsError)) {
				throw error;
			}
			logError(app.log, `${id} failed`, error);
			void showError(error, {
				openConfig: () => void vscode.commands.executeCommand("awsSessions.openConfigFile"),
				showLog: () => app.log.show(),
			});
		}
	}
}

/** The region, with a warning when the role belongs to a part of AWS that the region does not. */
export function roleRegionField<D extends { readonly roleArn?: string; readonly region?: string }>(
	environment: Environment,
): OptionField<D> {
	return {
		...regionFieldOf<D>(({ roleArn = "" }) => {
			const { region, from } = identityRegion(roleArn, undefined, environment);
			return { region, from: from === "environment" ? "the environment" : undefined };
		}),
		detail: ({ roleArn = "", region }) => {
			const problem = identityRegionProblem(roleArn, identityRegion(roleArn, region, environment).region);
			return problem === undefined ? undefined : `$(warning) ${problem}`;
		},
	};
}

/** A way through a form where nothing needs to be asked: on the way back it leads further back. */
export function passage(): <D>(draft: D) => D {
	let isPassed = false;
	return (draft) => {
		isPassed = !isPassed;
		if (!isPassed) {
			throw new BackError();
		}
		return draft;
	};
}

/** Steps that come one after the other, without those that are not needed. */
export function stepsOf<D>(...steps: readonly (FormStep<D> | false)[]): FormStep<D>[] {
	return steps.filter((step) => step !== false);
}

/**
 * A caller of a command can have anything in mind: the person confirms what it hands over, word for word, before
 * anything is read, run or sent.
 * @throws CancelledError
 */
export async function confirmHandedOver(
	message: string,
	handedOver: readonly (readonly [name: string, value: unknown])[],
): Promise<void> {
	const lines = handedOver.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
	await confirmAsked({ message, lines, action: "Go On" });
}

/** After these, what came from the identity provider is of no use any more: it has to be got anew. */
const spent: ReadonlySet<ErrorCode> = new Set([
	"InvalidIdentityToken",
	"CredentialsExpired",
	"InvalidSamlResponse",
	"SamlSignInFailed",
	"SamlWrongDestination",
	"SamlExpired",
]);

/** Whether to try again means to begin with the identity provider. */
export function isSpent(error: unknown): boolean {
	return error instanceof SessionsError && spent.has(error.code);
}
