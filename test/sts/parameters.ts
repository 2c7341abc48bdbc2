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
	/** All the values that there are. */
	readonly oneOf?: readonly string[];
};

/** The limits of a list, as the API model states them. */
export type ListConstraint = {
	readonly required?: boolean;
	readonly maxItems: number;
	/** The limits of an item's parts by their names; a list of plain values has one part, named by the empty string. */
	readonly parts: Readonly<Record<string, Constraint>>;
};

const redacted = "***";
const secretNames = /(^|\.)(TokenCode|WebIdentityToken|SAMLAssertion|TradeInToken|ContextAssertion)$/;

/**
 * Checks parameters against their limits.
 * @throws StsError ValidationError that names every violation, in STS's words.
 */
export function checkParameters(
	parameters: Parameters,
	constraints: Readonly<Record<string, Constraint>>,
	lists: Readonly<Record<string, ListConstraint>> = {},
): void {
	const found = [
		...Object.entries(constraints).flatMap(([name, constraint]) =>
			describe(memberName(name), parameters.get(name), constraint),
		),
		...Object.entries(lists).flatMap(([name, list]) => listViolations(parameters, name, list)),
	];
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
		entries.map(([name, value]) => [name, secretNames.test(name) ? redacted : value]),
	);
}

function listViolations(parameters: Parameters, name: string, list: ListConstraint): string[] {
	const found = members(parameters, name);
	const path = memberName(name);
	if (found.length === 0) return list.required === true ? describe(path, undefined, { required: true }) : [];
	const itemsFound = found.flatMap((item, index) =>
		Object.entries(list.parts).flatMap(([part, constraint]) => {
			const end = part === "" ? "" : `.${memberName(part)}`;
			return describe(`${path}.${index + 1}.member${end}`, item.get(part), constraint);
		}),
	);
	if (found.length <= list.maxItems) return itemsFound;
	const text = found.map((item) => [...item.values()].join("=")).join(", ");
	return [sentence(path, `[${text}]`, `have length less than or equal to ${list.maxItems}`), ...itemsFound];
}

function describe(path: string, value: string | undefined, constraint: Constraint): string[] {
	return violations(value, constraint).map((violation) => sentence(path, value, violation));
}

function sentence(path: string, value: string | undefined, violation: string): string {
	const quoted = value === undefined ? "null" : `'${value}'`;
	return `Value ${quoted} at '${path}' failed to satisfy constraint: Member must ${violation}`;
}

function memberName(name: string): string {
	return name.charAt(0).toLowerCase() + name.slice(1);
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
	if (limits.pattern !== undefined && !new RegExp(`^(?:${limits.pattern})$`, "u").test(value)) {
		found.push(`satisfy regular expression pattern: ${limits.pattern}`);
	}
	if (limits.oneOf !== undefined && !limits.oneOf.includes(value)) {
		found.push(`satisfy enum value set: [${limits.oneOf.join(", ")}]`);
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
