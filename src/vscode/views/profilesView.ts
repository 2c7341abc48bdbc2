import * as vscode from "vscode";
import type { ConfigModel } from "../../aws/files/configModel.ts";
import { chainProblems } from "../../core/config/chain.ts";
import type { Environment } from "../../core/config/endpointSettings.ts";
import type { CredentialSourceName } from "../../core/config/profile.ts";
import { emptyConfig } from "../../core/config/sharedConfig.ts";
import type { Place, Problem } from "../../core/place.ts";
import { type ProfileGroup, type ProfileNode, profileTree } from "../../core/profiles/profileTree.ts";
import type { RememberedRole } from "../../core/profiles/rememberedRoles.ts";
import { isLive, sessionId } from "../../core/session/session.ts";
import type { SessionManager } from "../../sessions/manager.ts";
import type { RememberedRoles } from "../profiles/rememberedRoles.ts";
import { onDidChangeSettings } from "../settings.ts";
import { linkOrigin } from "./markdown.ts";
import { ambientItem, groupItem, profileItem, profileTooltip } from "./profileItem.ts";
import { rememberedRoleItem, rememberedRoleTooltip } from "./rememberedRoleItem.ts";

/** A profile's row. Commands of the view's menus get it as their argument. */
export class ProfileElement {
	/** The profile's name. */
	readonly profile: string;
	readonly node: ProfileNode;

	constructor(node: ProfileNode) {
		this.profile = node.profile.name;
		this.node = node;
	}
}

/** The row that says that something in the files is broken. */
class ProblemsElement {
	readonly count: number;
	readonly first: Place;

	constructor(count: number, first: Place) {
		this.count = count;
		this.first = first;
	}
}

/** The row of credentials of the surroundings. */
export class AmbientElement {
	readonly source: CredentialSourceName;

	constructor(source: CredentialSourceName) {
		this.source = source;
	}
}

/** The row of a role that was assumed by hand. */
export class RememberedRoleElement {
	readonly role: RememberedRole;

	constructor(role: RememberedRole) {
		this.role = role;
	}
}

class GroupElement {
	readonly group: ProfileGroup;

	constructor(group: ProfileGroup) {
		this.group = group;
	}
}

type Element = ProblemsElement | GroupElement | AmbientElement | ProfileElement | RememberedRoleElement;

/** The view of all profiles, by where their credentials come from. */
export class ProfilesView implements vscode.TreeDataProvider<Element>, vscode.Disposable {
	readonly #config: ConfigModel;
	readonly #manager: SessionManager;
	readonly #ambient: () => Promise<readonly CredentialSourceName[]>;
	readonly #now: () => number;
	readonly #environment: Environment;
	readonly #remembered: RememberedRoles;
	readonly #changed = new vscode.EventEmitter<void>();
	readonly #view: vscode.TreeView<Element>;
	readonly #subscriptions: (() => void)[];

	readonly onDidChangeTreeData = this.#changed.event;

	constructor(
		config: ConfigModel,
		manager: SessionManager,
		ambient: () => Promise<readonly CredentialSourceName[]>,
		now: () => number,
		environment: Environment,
		remembered: RememberedRoles,
	) {
		this.#ambient = ambient;
		this.#config = config;
		this.#manager = manager;
		this.#now = now;
		this.#environment = environment;
		this.#remembered = remembered;
		this.#view = vscode.window.createTreeView("awsSessions.profiles", {
			treeDataProvider: this,
			showCollapseAll: true,
		});
		this.#subscriptions = [
			config.onDidChange(() => this.#changed.fire()),
			manager.onDidChange(() => this.#changed.fire()),
			disposing(remembered.onDidChange(() => this.#changed.fire())),
			// What is production is set.
			disposing(onDidChangeSettings(() => this.#changed.fire())),
		];
	}

	async getChildren(element?: Element): Promise<Element[]> {
		if (element === undefined) {
			const { config } = this.#config.current ?? (await this.#config.reload());
			const errors = [...config.problems, ...chainProblems(config)].filter(
				({ severity }) => severity === "error",
			);
			return [
				...problemsRow(errors),
				...profileTree(config, await this.#ambient(), this.#remembered.all).map(
					(group) => new GroupElement(group),
				),
			];
		}
		if (element instanceof GroupElement) {
			const { ambient, profiles, roles } = element.group;
			return [
				...ambient.map((source) => new AmbientElement(source)),
				...profiles.map((node) => new ProfileElement(node)),
				...roles.map((role) => new RememberedRoleElement(role)),
			];
		}
		return element instanceof ProfileElement ? childRows(element.node) : [];
	}

	getTreeItem(element: Element): vscode.TreeItem {
		if (element instanceof GroupElement) {
			return groupItem(element.group.kind, element.group.label);
		}
		if (element instanceof ProblemsElement) {
			return problemsItem(element);
		}
		if (element instanceof AmbientElement) {
			const session = this.#manager.get(sessionId({ kind: "ambient", source: element.source }));
			return ambientItem(element.source, session !== undefined && isLive(session, this.#now()));
		}
		if (element instanceof RememberedRoleElement) {
			const { role } = element;
			const session = this.#manager.get(role.id);
			return rememberedRoleItem(
				role,
				this.#hasSource(role),
				session !== undefined && isLive(session, this.#now()),
			);
		}
		const session = this.#manager.get(`profile:${element.profile}`);
		return profileItem(element.node, session !== undefined && isLive(session, this.#now()));
	}

	resolveTreeItem(item: vscode.TreeItem, element: Element): vscode.TreeItem {
		if (element instanceof ProfileElement) {
			item.tooltip = profileTooltip(
				element.node,
				this.#config.current?.config ?? emptyConfig,
				this.#environment,
			);
		}
		if (element instanceof RememberedRoleElement) {
			item.tooltip = rememberedRoleTooltip(element.role, this.#hasSource(element.role));
		}
		return item;
	}

	#hasSource({ request }: RememberedRole): boolean {
		return (this.#config.current?.config ?? emptyConfig).profiles.has(request.sourceProfile);
	}

	dispose(): void {
		for (const unsubscribe of this.#subscriptions) {
			unsubscribe();
		}
		this.#view.dispose();
		this.#changed.dispose();
	}
}

/** What is assumed from a profile: pinned roles first, then profiles, then the other roles that were used by hand. */
function childRows({ children, roles }: ProfileNode): Element[] {
	const rows = (isPinned: boolean): RememberedRoleElement[] =>
		roles
			.filter((role) => (role.isPinned ?? false) === isPinned)
			.map((role) => new RememberedRoleElement(role));
	return [...rows(true), ...children.map((node) => new ProfileElement(node)), ...rows(false)];
}

function disposing(disposable: vscode.Disposable): () => void {
	return () => disposable.dispose();
}

function problemsRow(errors: readonly Problem[]): ProblemsElement[] {
	const [first] = errors;
	return first === undefined ? [] : [new ProblemsElement(errors.length, first.place)];
}

function problemsItem({ count, first }: ProblemsElement): vscode.TreeItem {
	const item = new vscode.TreeItem(
		count === 1 ? "1 problem in your AWS files" : `${count} problems in your AWS files`,
	);
	item.id = "problems";
	item.iconPath = new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
	item.tooltip = "Open the first one. The Problems panel lists them all";
	item.command = {
		command: "awsSessions.openProblem",
		title: "Open Problem",
		arguments: [first, linkOrigin],
	};
	return item;
}
