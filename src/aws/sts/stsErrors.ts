import { type Remedy, SessionsError } from "../../core/errors.ts";
import type { StsErrorRow } from "./stsErrorRow.ts";
import { stsErrorTable } from "./stsErrorTable.ts";

/** What STS answered instead of a result. */
export interface StsFault {
	readonly status: number;
	/** STS's own code: `AccessDenied`, `ValidationError`, … */
	readonly code: string;
	/** STS's own words, with secrets taken out. */
	readonly message: string;
	readonly requestId: string | undefined;
}

/** What was being done, to name it in the message. */
export interface StsCallContext {
	readonly operation: string;
	/** Whose credentials were sent, as messages name it: `profile 'acme'`. */
	readonly caller: string;
	/** The profile among them. */
	readonly profile?: string | undefined;
	readonly host: string;
	readonly region: string;
	readonly roleArn?: string | undefined;
	readonly sentMfa?: boolean;
}

/** The error to tell the person, for what STS answered. */
export function stsError(fault: StsFault, context: StsCallContext): SessionsError {
	const row = stsErrorTable.find(
		({ codes, operations, says }) =>
			codes.includes(fault.code) &&
			(operations === undefined || operations.includes(context.operation)) &&
			(says === undefined || fault.message.toLowerCase().includes(says.toLowerCase())),
	);
	const { operation, host, profile } = context;
	const details = {
		about: { operation, host, ...(profile === undefined ? {} : { profile }) },
		...(fault.requestId === undefined ? {} : { requestId: fault.requestId }),
	};
	if (row !== undefined) {
		return new SessionsError(row.code, row.message(context, fault), {
			...details,
			remedies: profile === undefined ? withoutProfile(row) : row.remedies,
		});
	}
	if (fault.status >= 500) {
		return new SessionsError(
			"ServiceUnavailable",
			`${context.host} has a problem of its own (${fault.status}). Wait a moment, then try again`,
			{
				...details,
				remedies: [{ kind: "retry" }],
			},
		);
	}
	return new SessionsError("StsError", `${context.operation} was refused (${fault.code}): ${fault.message}`, {
		...details,
		remedies: [{ kind: "showLog" }],
	});
}

/** Without a profile there is nothing in the files to mend. */
function withoutProfile({ remedies, ofSession }: StsErrorRow): readonly Remedy[] {
	return ofSession ?? remedies.filter(({ kind }) => kind !== "openConfig");
}
