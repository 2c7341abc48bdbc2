import * as vscode from "vscode";
import {
	type AccountLookup,
	defaultProductionPatterns,
	isProduction,
	isProductionSession,
	type JudgedSession,
	type ProductionNames,
} from "../../core/session/production.ts";

let accountName: AccountLookup = () => undefined;

/** Has accounts judged by what they are called, too: everywhere, so that no two places disagree. */
export function judgeAccountsBy(lookup: AccountLookup): void {
	accountName = lookup;
}

/**
 * Whether a profile or role is marked as production, by what its account is called now.
 * @param patterns those of the setting as it is now, for who asks often
 */
export function isMarkedProduction(
	names: ProductionNames,
	patterns: readonly unknown[] = productionPatterns(),
): boolean {
	return isProduction(names, patterns, accountName);
}

/** Whether a session is marked as production, by the setting as it is now. */
export function isProductionNow(session: JudgedSession): boolean {
	return isProductionSession(session, productionPatterns(), accountName);
}

/** Seconds that sessions marked as production last at most; undefined: as long as any other. */
export function productionSeconds(): number | undefined {
	const minutes = configuration().get<number>("production.maxMinutes", 0);
	return minutes > 0 ? Math.max(900, Math.round(minutes * 60)) : undefined;
}

/** The patterns as they are set now. */
export function productionPatterns(): readonly unknown[] {
	const configured = configuration().get<unknown>("production.patterns", defaultProductionPatterns);
	return Array.isArray(configured) ? configured : defaultProductionPatterns;
}

function configuration(): vscode.WorkspaceConfiguration {
	return vscode.workspace.getConfiguration("awsSessions");
}
