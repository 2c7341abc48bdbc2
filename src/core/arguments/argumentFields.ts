import { SessionsError } from "../errors.ts";
import { tagsProblem } from "../session/scopeText.ts";
import { type Check, countLimits, stsChecks } from "../session/stsLimits.ts";

/** The fields of an argument, as yet unread. */
export type Fields = Readonly<Record<string, unknown>>;

/** An argument that can't be used, and why: the message names the field. */
export function invalid(message: string): SessionsError {
	return new SessionsError("InvalidArgument", `Invalid argument: ${message}`);
}

/** The argument's fields. @throws SessionsError `InvalidArgument` when there are others than those known */
export function readObject(argument: unknown, known: readonly string[]): Fields {
	if (argument === undefined || argument === null) {
		return {};
	}
	if (typeof argument !== "object" || Array.isArray(argument)) {
		throw invalid("the argument must be an object");
	}
	const unknown = Object.keys(argument).find((field) => !known.includes(field));
	if (unknown !== undefined) {
		throw invalid(`'${unknown}' is not a field. Known are ${known.join(", ")}`);
	}
	return { ...argument };
}

/** A field that is a text. @throws SessionsError `InvalidArgument` */
export function readText(object: Fields, field: string, check: Check = () => undefined): string | undefined {
	const value = object[field];
	return value === undefined ? undefined : good(field, text(field, value), check);
}

/** Texts that name something that is there. */
const longestNames = { profile: 256, sourceProfile: 256, session: 4096, role: 4096 } as const;

/** A field that names a profile, a session or a role that is there. @throws SessionsError `InvalidArgument` */
export function readName(object: Fields, field: keyof typeof longestNames): string | undefined {
	const max = longestNames[field];
	return readText(object, field, ({ length }) =>
		length > max ? `up to ${max} characters are possible, these are ${length}` : undefined,
	);
}

/** A field that is one of several texts. @throws SessionsError `InvalidArgument` */
export function readChoice<T extends string>(
	object: Fields,
	field: string,
	choices: readonly T[],
): T | undefined {
	const value = object[field];
	const choice = choices.find((one) => one === value);
	if (value !== undefined && choice === undefined) {
		throw invalid(`${field} must be one of ${choices.join(", ")}`);
	}
	return choice;
}

/** A field that is a number of seconds. @throws SessionsError `InvalidArgument` */
export function readSeconds(object: Fields, field: string, check: Check): number | undefined {
	const value = object[field];
	if (value !== undefined && typeof value !== "number") {
		throw invalid(`${field} must be a number of seconds`);
	}
	return value === undefined ? undefined : Number(good(field, String(value), check));
}

/** A field that is a list of one to `max` texts. @throws SessionsError `InvalidArgument` */
export function readList(
	object: Fields,
	field: string,
	max: number,
	check: Check,
): readonly string[] | undefined {
	const value = object[field];
	if (value === undefined) {
		return undefined;
	}
	if (!Array.isArray(value)) {
		throw invalid(`${field} must be a list of texts`);
	}
	if (value.length === 0 || value.length > max) {
		throw invalid(`${field}: 1 to ${max} are possible, these are ${value.length}`);
	}
	return value.map((item: unknown) => good(field, text(field, item), check));
}

/** The field `policyArns`. @throws SessionsError `InvalidArgument` */
export function readPolicyArns(object: Fields): readonly string[] | undefined {
	return readList(object, "policyArns", countLimits.policyArns, stsChecks.policyArn);
}

/** The field `tags`: an object of texts, or a list of `{ key, value }`. @throws SessionsError `InvalidArgument` */
export function readTags(object: Fields): Readonly<Record<string, string>> | undefined {
	const value = object["tags"];
	if (value === undefined) {
		return undefined;
	}
	const tags = tagEntries(value).map(([key, tag]): [string, string] => {
		if (typeof tag !== "string") {
			throw invalid(`tags: the value of '${key}' must be a text`);
		}
		return [good("tags", key, stsChecks.tagKey), good(`tags: '${key}'`, tag, stsChecks.tagValue)];
	});
	const problem = tagsProblem(tags);
	if (problem !== undefined) {
		throw invalid(`tags: ${problem}`);
	}
	return Object.fromEntries(tags);
}

function tagEntries(value: unknown): [key: string, value: unknown][] {
	if (typeof value !== "object" || value === null) {
		throw invalid("tags must be an object of texts, or a list of { key, value }");
	}
	return Array.isArray(value)
		? value.map((tag: unknown) => {
				const { key, value: tagValue } = readObject(tag, ["key", "value"]);
				return [text("tags: key", key), tagValue];
			})
		: Object.entries(value);
}

/** What is there of an object's fields. */
export function given<T extends object>(fields: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
		readonly [K in keyof T]?: Exclude<T[K], undefined>;
	};
}

function text(field: string, value: unknown): string {
	if (typeof value !== "string" || value === "") {
		throw invalid(`${field} must be a text`);
	}
	return value;
}

function good(field: string, value: string, check: Check): string {
	const problem = check(value);
	if (problem !== undefined) {
		throw invalid(`${field}: ${problem}`);
	}
	return value;
}
