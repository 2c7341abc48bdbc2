import type { ErrorCode, Remedy } from "../../core/errors.ts";
import type { StsCallContext, StsFault } from "./stsErrors.ts";

/** What one of STS's codes means, and what to do next. */
export interface StsErrorRow {
	readonly codes: readonly string[];
	/** Narrows it to some operations. */
	readonly operations?: readonly string[];
	/** Narrows a code that means several things: found in STS's message, in any case. */
	readonly says?: string;
	readonly code: ErrorCode;
	readonly message: (context: StsCallContext, fault: StsFault) => string;
	readonly remedies: readonly Remedy[];
	/** In their place when no profile gave the credentials, but a session: there is nothing in the files to mend. */
	readonly ofSession?: readonly Remedy[];
}

export const openConfig: Remedy = { kind: "openConfig" };
export const retry: Remedy = { kind: "retry" };
export const showLog: Remedy = { kind: "showLog" };
export const useOther: Remedy = { kind: "useOther" };

/** The operations for which an identity provider vouches. */
export const webIdentity = ["AssumeRoleWithWebIdentity"];
export const saml = ["AssumeRoleWithSAML"];
