import * as vscode from "vscode";
import type { Clock } from "../../core/clock.ts";
import { Repaint } from "../../core/session/repaint.ts";
import { isLive, type Session } from "../../core/session/session.ts";
import { sessionStatus } from "../../core/session/sessionStatus.ts";
import type { SessionManager } from "../../sessions/manager.ts";
import { isProductionNow } from "../sessions/production.ts";
import { onDidChangeSettings, showsStatusWithoutSession } from "../settings.ts";
import { linkOrigin } from "./markdown.ts";
import { sessionTooltip } from "./sessionItem.ts";

const backgrounds = {
	normal: undefined,
	warning: new vscode.ThemeColor("statusBarItem.warningBackground"),
	error: new vscode.ThemeColor("statusBarItem.errorBackground"),
} as const;

/** The active session and its remaining time in the status bar. Written to only when what it shows changes. */
export class StatusBar implements vscode.Disposable {
	readonly #manager: SessionManager;
	readonly #offeredProfile: () => string | undefined;
	readonly #item: vscode.StatusBarItem;
	readonly #repaint: Repaint;
	readonly #subscriptions: (() => void)[];
	#shown = "";

	/** @param offeredProfile the profile that this workspace works with, to be started when there is no session */
	constructor(manager: SessionManager, clock: Clock, offeredProfile: () => string | undefined) {
		this.#manager = manager;
		this.#offeredProfile = offeredProfile;
		this.#item = vscode.window.createStatusBarItem("awsSessions.status", vscode.StatusBarAlignment.Left, 50);
		this.#item.name = "AWS Sessions";
		this.#repaint = new Repaint(clock, () => this.#paint(clock.now()));
		const settings = onDidChangeSettings(() => this.#repaint.now());
		this.#subscriptions = [manager.onDidChange(() => this.#repaint.now()), () => settings.dispose()];
		this.#repaint.now();
	}

	dispose(): void {
		this.#repaint.stop();
		for (const unsubscribe of this.#subscriptions) {
			unsubscribe();
		}
		this.#item.dispose();
	}

	/** Paints anew, when something else than sessions and settings has changed. */
	update(): void {
		this.#repaint.now();
	}

	#paint(now: number): number | undefined {
		// A machine that slept wakes up here first, and the manager's own timer may be late.
		if (isOverdue(this.#manager.active, now)) {
			this.#manager.checkExpiry();
		}
		const { active: session, sessions } = this.#manager;
		const others = sessions.length - (session === undefined ? 0 : 1);
		const isProduction = session !== undefined && isProductionNow(session);
		const offered = this.#offeredProfile();
		const { text, spoken, severity, nextChange } = sessionStatus(
			session,
			{ others, isProduction, offered },
			now,
		);
		const isVisible = sessions.length > 0 || showsStatusWithoutSession();
		const shown = JSON.stringify([isVisible, text, severity, isProduction, offered, session]);
		if (shown === this.#shown) {
			return nextChange;
		}
		this.#shown = shown;
		const item = this.#item;
		item.text = text;
		item.backgroundColor = backgrounds[isProduction ? "error" : severity];
		item.accessibilityInformation = { label: spoken, role: "button" };
		item.tooltip = session === undefined ? noSessionTooltip(others) : sessionTooltip(session, true, now);
		item.command =
			sessions.length === 0
				? startCommand(offered)
				: severity === "error"
					? { command: "awsSessions.renewSession", title: "Renew" }
					: "awsSessions.switchSession";
		if (isVisible) {
			item.show();
		} else {
			item.hide();
		}
		return nextChange;
	}
}

function startCommand(offered: string | undefined): string | vscode.Command {
	return offered === undefined
		? "awsSessions.assumeRole"
		: { command: "awsSessions.startSession", title: "Start", arguments: [{ profile: offered }, linkOrigin] };
}

function noSessionTooltip(others: number): string {
	return others === 0 ? "Assume a role to start a session" : "Switch to a session";
}

function isOverdue(session: Session | undefined, now: number): boolean {
	return session !== undefined && session.hasExpired !== true && !isLive(session, now);
}
