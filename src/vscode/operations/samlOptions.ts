import type { SamlResponse } from "../../aws/saml/saml.ts";
import { type SamlStatement, samlSource, shown } from "../../core/identity/identityFacts.ts";
import { label } from "../../core/session/countdown.ts";
import { durationLabel, durationOutlook, durationWays } from "../../core/session/durationChoices.ts";
import type { App } from "../app.ts";
import { durationField } from "../forms/durationField.ts";
import type { OptionField } from "../forms/form.ts";
import { factsContext, vouchedWay } from "../forms/identityForm.ts";

interface Timed {
	/** Seconds. */
	readonly durationSeconds?: number;
}

/** What a response says of itself, as far as that can be read. */
export function statementOf(response: SamlResponse): SamlStatement {
	return response.kind === "readable" ? response : { issuer: response.issuer };
}

/** Whose response it is, and how long it is still good. */
export function responseWords(response: SamlResponse, { clock }: App): string {
	if (response.kind === "encrypted") {
		return response.issuer === undefined
			? "With an encrypted SAML response"
			: `With an encrypted SAML response from ${shown(response.issuer)}`;
	}
	const from = `As ${samlSource(statementOf(response))}`;
	const left = response.expiresAt - clock.now();
	return left <= 0
		? `${from} · by this machine's clock the response has expired`
		: `${from} · the response expires in ${label(left)}`;
}

/** How long the session is to last, with what the response says of it. */
export function samlDurationFields<D extends Timed>(response: SamlResponse, app: App): OptionField<D>[] {
	const { sessionDurationSeconds: seconds, signInEndsAt } = statementOf(response);
	const duration: OptionField<D> = {
		...durationField<D>({ way: vouchedWay }),
		detail: () => (signInEndsAt === undefined ? undefined : signInEnd(signInEndsAt, app)),
	};
	return seconds === undefined ? [duration] : [duration, consoleDuration(seconds)];
}

/** What ends every session from a response. */
function signInEnd(signInEndsAt: number, app: App): string {
	const { now, time } = factsContext(app);
	const at = time(signInEndsAt);
	return signInEndsAt <= now
		? `$(warning) The sign-in at the identity provider ended at ${at}, and no session outlasts it`
		: `$(info) In ${label(signInEndsAt - now)}, at ${at}, the sign-in at the identity provider ends, and the session with it`;
}

/** The provider means its duration for the console: the role may allow less. */
function consoleDuration<D extends Timed>(seconds: number): OptionField<D> {
	const outlook = durationOutlook(seconds, vouchedWay());
	return {
		label: "Use the response's duration",
		isOffered: ({ durationSeconds }) => seconds !== (durationSeconds ?? durationWays.vouchedRole.standard),
		value: () =>
			outlook.kind === "depends" ? `${durationLabel(seconds)}, ${outlook.on}` : durationLabel(seconds),
		detail: () => "The identity provider names it for the console",
		ask: async (draft) => ({ ...draft, durationSeconds: seconds }),
	};
}
