import {
	type TokenAlgorithm,
	tokenAlgorithms,
	type WebIdentityTokenArguments,
} from "../../core/arguments/operationArguments.ts";
import { audiencesProblem, joinTags, splitAudiences, tagsOf } from "../../core/identity/tokenTexts.ts";
import { identityLabel } from "../../core/places/arn.ts";
import { count, newTagsCheck } from "../../core/session/scopeText.ts";
import type { Session } from "../../core/session/session.ts";
import { durationCheck, durationLimits } from "../../core/session/stsLimits.ts";
import {
	askForOptions,
	clearField,
	type FormStep,
	type OptionField,
	runForm,
	setField,
} from "../forms/form.ts";
import { askForText, type PickItem, pickOne } from "../forms/steps.ts";

/** A web identity token to ask for. */
export interface TokenRequest {
	readonly audience: readonly string[];
	readonly signingAlgorithm: TokenAlgorithm;
	/** Seconds. */
	readonly durationSeconds: number;
	readonly tags?: Readonly<Record<string, string>>;
}

type Given = Omit<WebIdentityTokenArguments, "session" | "profile">;

const title = "Get web identity token";
/** STS's own. */
const defaultSeconds = 300;
const offeredSeconds = [60, 300, 900, 1800, 3600];

const algorithmDetails: Readonly<Record<TokenAlgorithm, string>> = {
	ES384: "ECDSA, P-384. Short: take it unless the other service can't verify it",
	RS256: "RSA with SHA-256. What OpenID Connect asks every service to know",
};

/**
 * Asks for what is missing of a token: for whom it is; then, in one list that can be passed over, how it is signed,
 * how long it lives and what else it says. Nothing is asked when audience and algorithm are given.
 * @param isResumed begins at the list, with what was filled in before; whom it is for can be gone back to
 * @throws CancelledError
 */
export async function askForToken(given: Given, session: Session, isResumed = false): Promise<TokenRequest> {
	const { audience, signingAlgorithm } = given;
	const begun = withDefaults(given);
	if (audience !== undefined && signingAlgorithm !== undefined && !isResumed) {
		return begun;
	}
	const askForWhom: FormStep<TokenRequest> = async (draft) => ({
		...draft,
		audience: await askForAudience(draft.audience),
	});
	const steps: FormStep<TokenRequest>[] = [
		...(audience === undefined || isResumed ? [askForWhom] : []),
		(draft, canGoBack, keep) =>
			askForOptions(
				draft,
				{
					title,
					action: {
						label: "$(key) Get Token",
						description: `for ${draft.audience.join(", ")}`,
						detail: () => callerText(session),
					},
					fields,
					onChange: keep,
				},
				canGoBack,
			),
	];
	return runForm(begun, steps, isResumed ? steps.length - 1 : 0);
}

function withDefaults({ audience = [], signingAlgorithm, durationSeconds, tags }: Given): TokenRequest {
	return {
		audience,
		signingAlgorithm: signingAlgorithm ?? tokenAlgorithms[0],
		durationSeconds: durationSeconds ?? defaultSeconds,
		...(tags === undefined ? {} : { tags }),
	};
}

async function askForAudience(present: readonly string[]): Promise<readonly string[]> {
	const text = await askForText({
		title,
		prompt:
			"Who the token is for: what the other service expects as its audience. Several with commas, up to 10",
		placeholder: "https://api.example.com",
		value: present.join(", "),
		check: audiencesProblem,
		canGoBack: false,
	});
	return splitAudiences(text);
}

function callerText({ name, identity }: Session): string {
	return `As ${identityLabel(identity)} in ${identity.account}, with session ${name}`;
}

const fields: readonly OptionField<TokenRequest>[] = [
	{
		label: "Signing algorithm",
		value: ({ signingAlgorithm }) => signingAlgorithm,
		ask: async (draft) => ({ ...draft, signingAlgorithm: await askForAlgorithm(draft.signingAlgorithm) }),
	},
	{
		label: "Lifetime",
		value: ({ durationSeconds }) => lifetimeLabel(durationSeconds),
		ask: async (draft) => ({ ...draft, durationSeconds: await askForLifetime(draft.durationSeconds) }),
	},
	{
		label: "Tags",
		value: ({ tags = {} }) => joinTags(tags) || "none",
		clear: (draft) => clearField(draft, "tags"),
		ask: async (draft) => {
			const tags = await askForTags(draft.tags);
			return setField(draft, "tags", Object.keys(tags).length === 0 ? undefined : tags);
		},
	},
];

function askForAlgorithm(present: TokenAlgorithm): Promise<TokenAlgorithm> {
	return pickOne(
		tokenAlgorithms
			.toSorted((one, other) => Number(other === present) - Number(one === present))
			.map((name) => ({
				label: name,
				...(name === present ? { description: "chosen" } : {}),
				detail: algorithmDetails[name],
				value: name,
			})),
		{ title: "Signing algorithm", placeholder: "What the other service can verify", canGoBack: true },
	);
}

async function askForLifetime(present: number): Promise<number> {
	// What Enter takes is what is chosen already.
	const inOrder = [present, ...offeredSeconds.filter((seconds) => seconds !== present)];
	const items: PickItem<number>[] = inOrder.map((seconds) => ({
		label: lifetimeLabel(seconds),
		description: [seconds === defaultSeconds ? "STS's default" : "", seconds === present ? "chosen" : ""]
			.filter(Boolean)
			.join(" · "),
		value: seconds,
	}));
	const chosen = await pickOne([...items, { label: "$(edit) Other…", value: 0 }], {
		title: "Lifetime",
		placeholder: "No longer than the exchange takes: whoever has the token is you for that long",
		canGoBack: true,
	});
	if (chosen > 0) {
		return chosen;
	}
	const { min, max } = durationLimits.getWebIdentityToken;
	const typed = await askForText({
		title: "Lifetime",
		prompt: `In seconds, ${min} to ${max}`,
		placeholder: String(defaultSeconds),
		value: String(present),
		check: durationCheck(durationLimits.getWebIdentityToken),
		canGoBack: true,
	});
	return Number(typed);
}

function lifetimeLabel(seconds: number): string {
	if (seconds % 60 !== 0) {
		return `${seconds} seconds`;
	}
	return seconds === 3600 ? "1 hour" : count(seconds / 60, "minute");
}

async function askForTags(present: Readonly<Record<string, string>> = {}): Promise<Record<string, string>> {
	const check = newTagsCheck({});
	const text = await askForText({
		title: "Tags",
		prompt: "What else the token says, as key=value, several with commas. Empty: none",
		placeholder: "team=data, stage=dev",
		value: joinTags(present),
		check: (value) => (value === "" ? undefined : check(value)),
		canGoBack: true,
	});
	return tagsOf(text);
}
