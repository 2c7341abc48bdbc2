import { StsError, validationError } from "./errors.ts";

/** The parameters of a request in the Query protocol, lists flattened as `Name.member.1.Key`. */
export type Parameters = ReadonlyMap<string, string>;

/** The limits of one parameter, as the API model states them. */
export type Constraint = {
	readonly required?: boolean;
	readonly minLength?: number;
	readonly maxLength?: number;
	/** The source of a regular expression over the whole value. */
	readonly pattern?: string;
	readonly minValue?: number;
	readonly maxValue?: number;
};

const redacted = "***";
const secretNames = ["TokenCode", "WebIdentityToken", "SAMLAssertion", "TradeInToken"];

/**
 * Checks parameters against their limits.
 * @throws StsError ValidationError that names every violation, in STS's words.
 */
export function checkParameters(
	parameters: Parameters,
	constraints: Readonly<Record<string, Constraint>>,
): void {
	const found = Object.entries(constraints).flatMap(([name, constraint]) => {
		const value = parameters.get(name);
		const member = name.charAt(0).toLowerCase() + name.slice(1);
		return violations(value, constraint).map(
			(violation) =>
				`Value ${value === undefined ? "null" : `'${value}'`} at '${member}' ` +
				`failed to satisfy constraint: Member must ${violation}`,
		);
	});
	if (found.length === 0) return;
	const count = found.length === 1 ? "1 validation error" : `${found.length} validation errors`;
	throw validationError(`${count} detected: ${found.join("; ")}`);
}

/**
 * A whole number among the parameters; undefined when absent.
 * @throws StsError MalformedInput for other text.
 */
export function integer(parameters: Parameters, name: string): number | undefined {
	const text = parameters.get(name);
	return text === undefined ? undefined : parseInteger(text);
}

/** The items of a list: the parameters `Name.member.1…` grouped by number, each with the names after it. */
export function members(parameters: Parameters, name: string): ReadonlyMap<string, string>[] {
	const items = new Map<number, Map<string, string>>();
	for (const [key, value] of parameters) {
		const [, index, rest] = new RegExp(`^${name}\\.member\\.(\\d+)\\.?(.*)$`).exec(key) ?? [];
		if (index === undefined) continue;
		const item = items.get(Number(index)) ?? new Map<string, string>();
		items.set(Number(index), item.set(rest ?? "", value));
	}
	return [...items].sort(([left], [right]) => left - right).map(([, item]) => item);
}

/** The parameters fit for a log: without the operation's name, secrets masked. */
export function withoutSecrets(parameters: Parameters): Record<string, string> {
	const entries = [...parameters].filter(([name]) => name !== "Action" && name !== "Version");
	return Object.fromEntries(
		entries.map(([name, value]) => [name, secretNames.includes(name) ? redacted : value]),
	);
}

function violations(value: string | undefined, limits: Constraint): string[] {
	if (value === undefined) return limits.required === true ? ["not be null"] : [];
	const found: string[] = [];
	if (value.length < (limits.minLength ?? 0)) {
		found.push(`have length greater than or equal to ${limits.minLength}`);
	}
	if (value.length > (limits.maxLength ?? Number.POSITIVE_INFINITY)) {
		found.push(`have length less than or equal to ${limits.maxLength}`);
	}
	if (limits.pattern !== undefined && !new RegExp(`^(?:${limits.pattern})$`).test(value)) {
		found.push(`satisfy regular expression pattern: ${limits.pattern}`);
	}
	if (limits.minValue === undefined || limits.maxValue === undefined) return found;
	const number = parseInteger(value);
	if (number < limits.minValue) found.push(`have value greater than or equal to ${limits.minValue}`);
	if (number > limits.maxValue) found.push(`have value less than or equal to ${limits.maxValue}`);
	return found;
}

function parseInteger(text: string): number {
	if (!/^-?\d{1,10}$/.test(text)) {
		throw new StsError(400, "MalformedInput", `'${text}' is not a valid integer`);
	}
	return Number(text);
}
