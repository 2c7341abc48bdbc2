import * as vscode from "vscode";
import type { DecodeArguments } from "../../core/arguments/operationArguments.ts";
import { emptyConfig } from "../../core/config/sharedConfig.ts";
import { authorizationPage } from "../../core/denial/authorizationPage.ts";
import { type EncodedMessage, findEncodedMessages } from "../../core/denial/encodedMessage.ts";
import { SessionsError } from "../../core/errors.ts";
import { accountLabel } from "../../core/profiles/accountNames.ts";
import type { Session } from "../../core/session/session.ts";
import { stsChecks } from "../../core/session/stsLimits.ts";
import type { App } from "../app.ts";
import { type CallerChoice, callAs, chooseCaller } from "../forms/callerChoice.ts";
import { type FormChange, rememberingForm } from "../forms/formRetry.ts";
import { offeringOther } from "../forms/otherCaller.ts";
import { askForText, type PickItem, pickOne } from "../forms/steps.ts";
import { showResult } from "../views/resultPage.ts";

const title = "Decode authorization message";
/** A clipboard with more than that (characters) holds something else. */
const longestClipboard = 100_000;

/** What Decode Authorization Message resolves to: what the message says, as far as it has the known form. */
export interface DecodeOutcome {
	readonly allowed?: boolean;
	readonly explicitDeny?: boolean;
	readonly action?: string;
	readonly resource?: string;
	readonly principal?: string;
	/** The Sids of the statements that deny it. */
	readonly statements: readonly string[];
	/** The kind of policy they stand in, when the text around the message names it. */
	readonly policy?: string;
}

/**
 * Decode Authorization Message: of the text given, else the selection, else the clipboard, else what the person
 * pastes; and opens a page that says in words what was denied. Of the clipboard nothing is sent unseen that does not
 * say what it is. `isLink`: the text is what a link that the person clicked leads to.
 * @throws SessionsError by reason and remedy; CancelledError
 */
export async function decodeAuthorizationMessage(
	given: DecodeArguments,
	isLink: boolean,
	app: App,
): Promise<DecodeOutcome> {
	return decode(await messageOf(given.encodedMessage, isLink), given, app);
}

async function messageOf(text: string | undefined, isLink: boolean): Promise<Found> {
	if (text === undefined) {
		return findOrAsk();
	}
	if (isLink) {
		// The text ends where the link does. Without a message in it, there were only the words that announce one.
		return findEncodedMessages(text).at(-1) ?? askForMessage(await copiedMessages());
	}
	return messageIn(text);
}

/** Decodes what was found; after a refusal another message can be, or the same by another session. */
function decode(found: Found, caller: CallerChoice, app: App): Promise<DecodeOutcome> {
	let known = caller;
	let isMessageRefused = false;
	const again = async (_: FormChange, next: App): Promise<DecodeOutcome> =>
		decode(isMessageRefused ? await askForMessage(await copiedMessages()) : found, known, next);
	const withOther = (next: App): Promise<DecodeOutcome> => decode(found, { asks: true }, next);
	const run = async (): Promise<DecodeOutcome> => {
		const problem = wholeProblem(found);
		if (problem !== undefined) {
			isMessageRefused = true;
			throw problem;
		}
		const session = await chooseCaller(caller, title, app);
		known = { session: session.id };
		const decoded = await callAs(session, "Decoding the message", app, ({ call }) =>
			app.sts.decodeAuthorizationMessage({ encodedMessage: found.message }, call),
		).catch((error: unknown) => {
			isMessageRefused = isAboutMessage(error);
			throw error;
		});
		return show(found, decoded, session, app);
	};
	return rememberingForm(again, () => offeringOther(withOther, run), false);
}

function isAboutMessage(error: unknown): boolean {
	return error instanceof SessionsError && ["MessageInvalid", "InvalidRequest"].includes(error.code);
}

async function show({ reason }: Found, decoded: string, session: Session, app: App): Promise<DecodeOutcome> {
	const config = app.config.current?.config ?? emptyConfig;
	const page = authorizationPage({
		decoded,
		reason,
		decodedBy: session.name,
		accountLabel: (account) => accountLabel(account, config),
	});
	await showResult(page.title, page.text);
	const { statements, conditions: _, ...said } = page.message;
	return {
		...said,
		statements: statements.filter(({ denies }) => denies).map(({ id }) => id),
		...(reason === undefined ? {} : { policy: reason.policy }),
	};
}

type Found = Pick<EncodedMessage, "message" | "isCut" | "reason">;

/** Why a message is not sent: it would be refused anyway, or decode to something else. Undefined when it is whole. */
function wholeProblem({ message, isCut }: Found): SessionsError | undefined {
	const remedies = [{ kind: "retry" }] as const;
	if (isCut) {
		return new SessionsError(
			"MessageInvalid",
			"The encoded message is cut off here. Copy it whole, from where the error was printed: CloudTrail and many logs keep only its beginning",
			{ remedies },
		);
	}
	const problem = stsChecks.encodedMessage(message);
	return problem === undefined
		? undefined
		: new SessionsError("InvalidArgument", `encodedMessage: ${problem}`, { remedies });
}

async function findOrAsk(): Promise<Found> {
	const selected = findEncodedMessages(selectedText());
	if (selected.length > 0) {
		return pickMessage(selected);
	}
	const copied = await copiedMessages();
	return copied.some(({ isAnnounced }) => isAnnounced) ? pickMessage(copied) : askForMessage(copied);
}

async function copiedMessages(): Promise<readonly EncodedMessage[]> {
	const clipboard = await vscode.env.clipboard.readText();
	return clipboard.length > longestClipboard ? [] : findEncodedMessages(clipboard);
}

function selectedText(): string {
	const editor = vscode.window.activeTextEditor;
	return editor === undefined ? "" : editor.document.getText(editor.selection);
}

/** A text handed over may be the message alone, however short: that it is one, was said. */
async function messageIn(text: string): Promise<Found> {
	const found = findEncodedMessages(text);
	if (found.length > 0) {
		return pickMessage(found);
	}
	const message = text.trim();
	if (/\s/.test(message)) {
		throw new SessionsError(
			"InvalidArgument",
			"encodedMessage: there is no encoded authorization message in this text",
		);
	}
	return { message, isCut: false };
}

async function pickMessage(found: readonly EncodedMessage[]): Promise<Found> {
	const different = [...new Map(found.map((one) => [one.message, one])).values()];
	const [first] = different;
	if (first !== undefined && different.length === 1) {
		return first;
	}
	const items: PickItem<Found>[] = different.map((one, index) => ({
		label: `Message ${index + 1}`,
		description: `${one.message.slice(0, 24)}…`,
		...(one.reason === undefined ? {} : { detail: one.reason.policy }),
		value: one,
	}));
	return pickOne(items, { title, placeholder: "Several messages are in this text", canGoBack: false });
}

/** A whole message in the clipboard is offered: the person sees what is sent before it is. */
async function askForMessage(copied: readonly EncodedMessage[]): Promise<Found> {
	const offered = copied.findLast(({ isCut }) => !isCut);
	const text = await askForText({
		title,
		prompt:
			offered === undefined
				? "Paste the encoded message, or the whole error with it"
				: "From the clipboard: Enter sends it to AWS. Or paste another, or the whole error with it",
		placeholder: "… Encoded authorization failure message: …",
		value: offered?.message ?? "",
		check: (value) =>
			findEncodedMessages(value).length === 0 && (value === "" || /\s/.test(value))
				? "An encoded message is needed: the long text after 'Encoded authorization failure message:'"
				: undefined,
		canGoBack: false,
	});
	// What stood around it says why.
	return text === offered?.message ? offered : messageIn(text);
}
