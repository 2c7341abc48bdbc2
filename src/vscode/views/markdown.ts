import { randomUUID } from "node:crypto";
import * as vscode from "vscode";

/** The second argument of commands that a person starts from a link: nobody else can say so, it is new each time. */
export const linkOrigin: string = randomUUID();

/** A Markdown text made of plain values: whatever a profile or an ARN contains, it is shown as it is. */
export class Tooltip {
	readonly #markdown = new vscode.MarkdownString("", true);

	constructor(allowedCommands: readonly string[]) {
		this.#markdown.isTrusted = { enabledCommands: [...allowedCommands] };
	}

	heading(text: string): this {
		this.#markdown.appendMarkdown(`**${escapeMarkdown(text)}**\n\n`);
		return this;
	}

	paragraph(text: string): this {
		this.#markdown.appendMarkdown(`${escapeMarkdown(text)}\n\n`);
		return this;
	}

	/** A table of names and values; values that are undefined are left out. */
	facts(facts: readonly (readonly [string, string | undefined])[]): this {
		const rows = facts.filter((fact): fact is readonly [string, string] => fact[1] !== undefined);
		if (rows.length > 0) {
			const lines = rows.map(
				([name, value]) => `|${escapeMarkdown(name)}&nbsp;&nbsp;|${escapeMarkdown(value)}|`,
			);
			this.#markdown.appendMarkdown(`|||\n|:--|:--|\n${lines.join("\n")}\n\n`);
		}
		return this;
	}

	/** Links that run commands, in one line. */
	links(links: readonly CommandLink[]): this {
		const texts = links.map(({ icon, title, command, argument }) => {
			const query = encodeURIComponent(JSON.stringify([argument, linkOrigin]));
			return `[$(${icon}) ${escapeMarkdown(title)}](command:${command}?${query})`;
		});
		this.#markdown.appendMarkdown(`${texts.join(" &nbsp; ")}\n\n`);
		return this;
	}

	build(): vscode.MarkdownString {
		return this.#markdown;
	}
}

export interface CommandLink {
	readonly icon: string;
	readonly title: string;
	readonly command: string;
	readonly argument: unknown;
}

/** The text with everything that Markdown would take for its own written as character references. */
function escapeMarkdown(text: string): string {
	return text.replace(/[\\`*_{}[\]()#+\-!|<>~$&]/g, (character) => `&#${character.charCodeAt(0)};`);
}
