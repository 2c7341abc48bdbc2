/** A condition key and the values that go with it. */
export interface KeyValues {
	readonly key: string;
	readonly values: readonly string[];
}

/** A statement that fitted the request. */
export interface MatchedStatement {
	/** Its Sid; empty when it has none. */
	readonly id: string;
	readonly denies: boolean;
	/** The values that it compares the request's with. By which operator, is not told. */
	readonly conditions: readonly KeyValues[];
}

/** What a decoded authorization message says, as far as it has the form that is known. */
export interface AuthorizationMessage {
	readonly allowed?: boolean;
	readonly explicitDeny?: boolean;
	/** `ec2:RunInstances`: with the service in front, also where AWS leaves that out. */
	readonly action?: string;
	readonly resource?: string;
	/** The ARN of whoever asked. */
	readonly principal?: string;
	/** The Sid of each statement that denied it. */
	readonly statements: readonly MatchedStatement[];
	/** The request's own values. */
	readonly conditions: readonly KeyValues[];
}

/** Reads a decoded message. Never throws: what has another form is left out. */
export function readAuthorizationMessage(decoded: unknown): AuthorizationMessage {
	const message = fields(decoded);
	const context = fields(message["context"]);
	const principal = fields(context["principal"]);
	const conditions = keyValues(context["conditions"]);
	const resource = text(context["resource"]);
	const action = withService(text(context["action"]), resource, conditions);
	return {
		...present("allowed", flag(message["allowed"])),
		...present("explicitDeny", flag(message["explicitDeny"])),
		...present("action", action),
		...present("resource", resource),
		...present("principal", text(principal["arn"]) ?? text(principal["name"]) ?? text(principal["id"])),
		statements: items(message["matchedStatements"]).map((item) => {
			const statement = fields(item);
			return {
				id: text(statement["statementId"]) ?? "",
				denies: text(statement["effect"])?.toUpperCase() !== "ALLOW",
				conditions: keyValues(statement["conditions"]),
			};
		}),
		conditions,
	};
}

/** The values that the request had for a condition key, whose case means nothing; undefined when it had none. */
export function valuesOf(key: string, conditions: readonly KeyValues[]): readonly string[] | undefined {
	return conditions.find((condition) => condition.key.toLowerCase() === key.toLowerCase())?.values;
}

function withService(
	action: string | undefined,
	resource: string | undefined,
	conditions: readonly KeyValues[],
): string | undefined {
	if (action === undefined || action.includes(":")) {
		return action;
	}
	const service =
		valuesOf("aws:Service", conditions)?.[0] ??
		(resource?.startsWith("arn:") ? resource.split(":")[2] : undefined);
	return service === undefined || service === "" ? action : `${service}:${action}`;
}

function keyValues(list: unknown): KeyValues[] {
	return items(list).flatMap((item) => {
		const { key, values } = fields(item);
		const name = text(key);
		return name === undefined
			? []
			: [{ key: name, values: items(values).flatMap((value) => text(fields(value)["value"]) ?? []) }];
	});
}

/** AWS wraps its lists: `{ "items": […] }`. */
function items(value: unknown): readonly unknown[] {
	const list = fields(value)["items"];
	return Array.isArray(list) ? list : [];
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null ? { ...value } : {};
}

function text(value: unknown): string | undefined {
	return typeof value === "string" && value !== "" ? value : undefined;
}

function flag(value: unknown): boolean | undefined {
	return typeof value === "boolean" ? value : undefined;
}

function present<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
	return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}
