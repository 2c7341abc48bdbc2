import * as vscode from "vscode";
import type { ClientRegistration } from "../../aws/identityCenter/ssoCache.ts";
import { listSignIns } from "../../core/config/ssoSettings.ts";
import { CancelledError, SessionsError } from "../../core/errors.ts";
import {
	regionOfStartUrl,
	sectionNameProblem,
	ssoRegionProblem,
	startUrlProblem,
	tidyStartUrl,
} from "../../core/identityCenter/signInChecks.ts";
import { defaultScopes, type NewSignIn } from "../../core/identityCenter/signInEdit.ts";
import { checkSignIn, type SignInCheck } from "../../credentials/signIn/checkSignIn.ts";
import type { App } from "../app.ts";
import { type FormStep, runForm } from "../forms/form.ts";
import { askForText } from "../forms/steps.ts";
import { withPatientProgress } from "../patientProgress.ts";
import { signInContextOf } from "./signInContext.ts";

/** A sign-in to be written down. */
export interface AskedSignIn {
	readonly signIn: NewSignIn;
	/** What it can be made with: nothing, if it was not checked. */
	readonly registrations: readonly ClientRegistration[];
}

type Field = "startUrl" | "region";

interface Draft extends NewSignIn {
	/** What IAM Identity Center has said of a field. */
	readonly wrong?: { readonly field: Field; readonly problem: string } | undefined;
}

/** The steps' order. */
const fields: readonly Field[] = ["startUrl", "region"];

const title = "Add sign-in";
/** How long (ms) nothing is shown while it is checked. */
const patience = 500;

/**
 * Asks for a sign-in, and IAM Identity Center whether there is such a one. What it does not know leads back to the
 * field; what can't be checked, or is meant all the same, is the person's to add.
 * @throws CancelledError
 */
export async function askForSignIn(app: App): Promise<AskedSignIn> {
	const { config } = await app.config.reload();
	const steps = [askForStartUrl, regionStep(listSignIns(config)), nameStep(config.ssoSessions)];
	let draft: Draft = { name: "", startUrl: "", region: "" };
	let refused: Draft | undefined;
	let first = 0;
	for (;;) {
		draft = await runForm(draft, steps, first);
		const check = await checkPatiently(draft, app);
		if (check.kind === "known") {
			return { signIn: draft, registrations: check.registrations };
		}
		const isMeant = refused?.startUrl === draft.startUrl && refused.region === draft.region;
		if (check.kind === "wrong") {
			refused = draft;
			draft = { ...draft, wrong: check };
		}
		first = check.kind === "wrong" ? fields.indexOf(check.field) : 0;
		if (check.kind === "wrong" && !isMeant) {
			continue;
		}
		const next = await confirmUnchecked(draft.name, check);
		if (next === "add") {
			return { signIn: draft, registrations: [] };
		}
		first = next === "change" ? first : steps.length;
	}
}

/** That it could not be asked. */
interface Unchecked {
	readonly kind: "unchecked";
	readonly error: SessionsError;
}

/** @throws CancelledError */
async function checkPatiently(draft: Draft, app: App): Promise<SignInCheck | Unchecked> {
	const { startUrl, region } = draft;
	const progress = { title: `Checking with IAM Identity Center in ${region}`, patience, clock: app.clock };
	try {
		return await withPatientProgress(progress, async (signal) => {
			// No file has it yet, so no message is to speak of one.
			const signIn = { startUrl, region, scopes: defaultScopes };
			return checkSignIn(signIn, await signInContextOf(app), signal);
		});
	} catch (error) {
		if (error instanceof SessionsError) {
			return { kind: "unchecked", error };
		}
		throw error;
	}
}

/** @throws CancelledError */
async function confirmUnchecked(
	name: string,
	check: Exclude<SignInCheck, { kind: "known" }> | Unchecked,
): Promise<"add" | "change" | "again"> {
	const [again, change, add] = ["Try Again", "Change…", "Add Anyway"];
	const isWrong = check.kind === "wrong";
	const chosen = await vscode.window.showWarningMessage(
		isWrong
			? `Add sign-in '${name}' all the same?`
			: `Sign-in '${name}' could not be checked. Add it unchecked?`,
		{ modal: true, detail: isWrong ? check.problem : check.error.message },
		...(isWrong ? [change, add] : [again, change, add]),
	);
	switch (chosen) {
		case undefined:
			throw new CancelledError();
		case add:
			return "add";
		default:
			return chosen === change ? "change" : "again";
	}
}

const askForStartUrl: FormStep<Draft> = async (draft, canGoBack) => ({
	...draft,
	startUrl: tidyStartUrl(
		await askForText({
			title,
			prompt: "The start URL of the AWS access portal, or the issuer URL, which your administrator knows",
			placeholder: "https://d-1234567890.awsapps.com/start",
			value: draft.startUrl,
			check: (text) => startUrlProblem(tidyStartUrl(text)),
			problem: problemOf("startUrl", draft),
			canGoBack,
		}),
	),
	wrong: undefined,
});

/** Whoever has a sign-in has most likely the next one in the same region. */
function regionStep(known: ReturnType<typeof listSignIns>): FormStep<Draft> {
	const settings = known.at(0)?.settings;
	const likely = settings?.kind === "settings" ? settings.region : "";
	return async (draft, canGoBack) => ({
		...draft,
		region: await askForText({
			title,
			prompt: "The region that IAM Identity Center is in. Your administrator knows it",
			placeholder: "eu-central-1",
			value: draft.region || regionOfStartUrl(draft.startUrl) || likely,
			check: ssoRegionProblem,
			problem: problemOf("region", draft),
			canGoBack,
		}),
		wrong: undefined,
	});
}

function problemOf(field: Field, { wrong }: Draft): string | undefined {
	return wrong?.field === field ? wrong.problem : undefined;
}

function nameStep(taken: { has(name: string): boolean }): FormStep<Draft> {
	return async (draft, canGoBack) => ({
		...draft,
		name: await askForText({
			title,
			prompt: "A name for the sign-in, as profiles refer to it in sso_session",
			placeholder: "my-company",
			value: draft.name || suggestName(draft.startUrl, taken),
			check: (text) => sectionNameProblem(text, taken, "sign-in"),
			canGoBack,
		}),
	});
}

/** What stands before `awsapps.com`, unless that is only a number. */
function suggestName(startUrl: string, taken: { has(name: string): boolean }): string {
	const host = URL.canParse(startUrl) ? new URL(startUrl).host : "";
	const name = /^([a-z][\w-]*)\.awsapps\.(?:com|cn)$/i.exec(host)?.[1] ?? "";
	return /^(d-[0-9a-f]+|start)$/i.test(name) || taken.has(name) ? "" : name;
}
