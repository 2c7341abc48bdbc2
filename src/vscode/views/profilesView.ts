import * as vscode from "vscode";
import type { ConfigModel } from "../../aws/files/configModel.ts";
import type { Clock } from "../../core/clock.ts";
import { chainProblems } from "../../core/config/chain.ts";
import type { Environment } from "../../core/config/endpointSettings.ts";
import type { CredentialSourceName } from "../../core/config/profile.ts";
import { emptyConfig } from "../../core/config/sharedConfig.ts";
import type { Problem } from "../../core/place.ts";
import { type ProfileNode, profileTree } from "../../core/profiles/profileTree.ts";
import type { RememberedRole } from "../../core/profiles/rememberedRoles.ts";
import { isLive, sessionId } from "../../core/session/session.ts";
import { TreeRefresh } from "../../core/treeRefresh.ts";
import type { AccountNames } from "../../credentials/signIn/accountNames.ts";
import type { RolesBrowser } from "../../credentials/signIn/rolesBrowser.ts";
import type { SignInStates } from "../../credentials/signIn/signInStates.ts";
import type { SessionManager } from "../../sessions/manager.ts";
import {
	AccountElement,
	AccountsElement,
	type IdentityCenterElement,
	RolesMessageElement,
	SignInElement,
	SsoRoleElement,
} from "../identityCenter/rolesElements.ts";
import { RolesTree } from "../identityCenter/rolesTree.ts";
import type { RememberedRoles } from "../profiles/rememberedRoles.ts";
import { onDidChangeSettings } from "../settings.ts";
import { linkOrigin } from "./markdown.ts";
import {
	AmbientElement,
	GroupElement,
	ProblemsElement,
	ProfileElement,
	RememberedRoleElement,
} from "./profileElements.ts";
import { ambientItem, groupItem, profileItem, profileTooltip } from "./profileItem.ts";
import { rememberedRoleItem, rememberedRoleTooltip } from "./rememberedRoleItem.ts";

type Element =
	| ProblemsElement
	| GroupElement
	| AmbientElement
	| ProfileElement
	| RememberedRoleElement
	| IdentityCenterElement;

export interface ProfilesViewOptions {
	readonly config: ConfigModel;
	readonly manager: SessionManager;
	/** The credentials that the surroundings have. */
	readonly ambient: () => Promise<readonly CredentialSourceName[]>;
	readonly clock: Clock;
	readonly environment: Environment;
	readonly rememberedRoles: RememberedRoles;
	readonly signInStates: SignInStates;
	readonly rolesBrowser: RolesBrowser;
	readonly accountNames: AccountNames;
}

/** The view of all profiles, by where their credentials come from, and of what sign-ins give. */
export class ProfilesView implements vscode.TreeDataProvider<Element>, vscode.Disposable {
	readonly #options: ProfilesViewOptions;
	readonly #identityCenter: RolesTree;
	readonly #changed = new vscode.EventEmitter<Element | undefined>();
	readonly #view: vscode.TreeView<Element>;
	readonly #parents = new WeakMap<Element, Element>();
	readonly #refresh: TreeRefresh<Element>;
	readonly #subscriptions: (() => void)[];

	readonly onDidChangeTreeData = this.#changed.event;

	constructor(options: ProfilesViewOptions) {
		const { config, manager, clock, rememberedRoles, signInStates, rolesBrowser, accountNames } = options;
		this.#options = options;
		this.#identityCenter = new RolesTree({
			browser: rolesBrowser,
			states: signInStates,
			now: () => clock.now(),
			config: () => config.current?.config,
			isLive: (session) => this.#isLive(session),
		});
		this.#view = vscode.window.createTreeView("awsSessions.profiles", {
			treeDataProvider: this,
			showCollapseAll: true,
		});
		this.#refresh = new TreeRefresh({
			clock,
			fire: (element) => this.#changed.fire(element),
			isInSight: () => this.#view.visible,
			nextChange: () => this.#identityCenter.nextChange,
		});
		const refresh = (): void => this.#refresh.now();
		this.#view.onDidChangeVisibility(() => this.#refresh.look());
		this.#subscriptions = [
			config.onDidChange(refresh),
			manager.onDidChange(refresh),
			signInStates.onDidChange(refresh),
			// As that may make a profile production.
			accountNames.onDidChange(refresh),
			rolesBrowser.onDidChange((signIn) => {
				const element = this.#identityCenter.accountsOf(signIn);
				if (element !== undefined) {
					this.#refresh.now(element);
				}
			}),
			disposing(rememberedRoles.onDidChange(refresh)),
			// What is production is set.
			disposing(onDidChangeSettings(refresh)),
		];
	}

	/** Shows a profile's row and selects it, if there is one. */
	async reveal(profile: string): Promise<void> {
		const isMeant = (element: Element): boolean =>
			element instanceof ProfileElement && element.profile === profile;
		const find = async (within?: Element): Promise<Element | undefined> => {
			for (const element of await this.getChildren(within)) {
				const isOver = element instanceof GroupElement || element instanceof SignInElement;
				const found = isMeant(element)
					? element
					: isOver || element instanceof ProfileElement
						? await find(element)
						: undefined;
				if (found !== undefined) {
					return found;
				}
			}
			return undefined;
		};
		const element = await find();
		if (element !== undefined) {
			await this.#view.reveal(element, { select: true, focus: false });
		}
	}

	getParent(element: Element): Element | undefined {
		return this.#parents.get(element);
	}

	async getChildren(element?: Element): Promise<Element[]> {
		const children = await this.#childrenOf(element);
		if (element !== undefined) {
			for (const child of children) {
				this.#parents.set(child, element);
			}
		}
		return children;
	}

	async #roots(): Promise<Element[]> {
		const { config: model, ambient, rememberedRoles } = this.#options;
		const { config } = model.current ?? (await model.reload());
		const errors = [...config.problems, ...chainProblems(config)].filter(
			({ severity }) => severity === "error",
		);
		return [
			...problemsRow(errors),
			...profileTree(config, await ambient(), rememberedRoles.all).map((group) => new GroupElement(group)),
		];
	}

	async #childrenOf(element?: Element): Promise<Element[]> {
		if (element === undefined) {
			return this.#refresh.load(() => this.#roots());
		}
		if (element instanceof GroupElement) {
			const { ambient: found, signIns, profiles, roles } = element.group;
			return [
				...signIns.map((node) => new SignInElement(node)),
				...found.map((source) => new AmbientElement(source)),
				...profiles.map((node) => new ProfileElement(node)),
				...roles.map((role) => new RememberedRoleElement(role)),
			];
		}
		if (element instanceof SignInElement) {
			const { node } = element;
			return [
				...node.profiles.map((profile) => new ProfileElement(profile)),
				...this.#identityCenter.accountsRow(node),
			];
		}
		if (isOfIdentityCenter(element)) {
			return this.#identityCenter.children(element);
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
			const { source } = element;
			return ambientItem(source, this.#isLive(sessionId({ kind: "ambient", source })));
		}
		if (element instanceof RememberedRoleElement) {
			const { role } = element;
			return rememberedRoleItem(role, this.#hasSource(role), this.#isLive(role.id));
		}
		return isOfIdentityCenter(element)
			? this.#identityCenter.item(element)
			: profileItem(element.node, this.#isLive(`profile:${element.profile}`));
	}

	resolveTreeItem(item: vscode.TreeItem, element: Element): vscode.TreeItem {
		if (element instanceof ProfileElement) {
			const { config, environment } = this.#options;
			item.tooltip = profileTooltip(element.node, config.current?.config ?? emptyConfig, environment);
		}
		if (element instanceof RememberedRoleElement) {
			item.tooltip = rememberedRoleTooltip(element.role, this.#hasSource(element.role));
		}
		if (element instanceof SignInElement) {
			item.tooltip = this.#identityCenter.tooltip(element);
		}
		return item;
	}

	#isLive(id: string): boolean {
		const { manager, clock } = this.#options;
		const session = manager.get(id);
		return session !== undefined && isLive(session, clock.now());
	}

	#hasSource({ request }: RememberedRole): boolean {
		const { config } = this.#options;
		return (config.current?.config ?? emptyConfig).profiles.has(request.sourceProfile);
	}

	dispose(): void {
		for (const unsubscribe of this.#subscriptions) {
			unsubscribe();
		}
		this.#refresh.dispose();
		this.#view.dispose();
		this.#changed.dispose();
	}
}

function isOfIdentityCenter(element: Element): element is IdentityCenterElement {
	return [SignInElement, AccountsElement, AccountElement, SsoRoleElement, RolesMessageElement].some(
		(kind) => element instanceof kind,
	);
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
