import * as vscode from "vscode";
import {
	type EncodedMessage,
	findAnnouncement,
	findEncodedMessages,
} from "../../core/denial/encodedMessage.ts";
import { linkOrigin } from "../views/markdown.ts";

const command = "awsSessions.decodeAuthorizationMessage";
const tooltip = "Decode authorization message";

/** Of a longer document (characters), only so much of the end is searched: logs grow there. */
const longestSearched = 500_000;
/** How much of the text before a message goes with it (characters): the error says there why it was denied. */
const reach = 2000;

/** Makes encoded authorization messages links, in terminals and in editors and logs. */
export function registerAuthorizationLinks(): vscode.Disposable {
	return vscode.Disposable.from(
		vscode.window.registerTerminalLinkProvider(terminalLinks),
		vscode.languages.registerDocumentLinkProvider(
			["file", "untitled", "output"].map((scheme) => ({ scheme })),
			documentLinks,
		),
	);
}

interface MessageLink extends vscode.TerminalLink {
	/** The line up to the link's end; without a message in it, the person is asked for one. */
	readonly text: string;
}

/**
 * VS Code hands over lines unwrapped, and none longer than 2000 characters. In a longer one there are no links: its
 * message is to be selected and copied.
 */
const terminalLinks: vscode.TerminalLinkProvider<MessageLink> = {
	provideTerminalLinks({ line }) {
		const found = findEncodedMessages(line);
		if (found.length > 0) {
			return found.map((message) => ({
				startIndex: message.start,
				length: message.end - message.start,
				tooltip,
				text: textTo(message, line),
			}));
		}
		const announced = findAnnouncement(line);
		return announced === undefined
			? []
			: [
					{
						startIndex: announced.start,
						length: announced.end - announced.start,
						tooltip,
						text: line.slice(announced.start, announced.end),
					},
				];
	},
	handleTerminalLink({ text }) {
		void vscode.commands.executeCommand(command, { encodedMessage: text }, linkOrigin);
	},
};

/** A message with the text before it, and nothing of what follows but that it was cut there. */
function textTo({ start, end, isCut }: EncodedMessage, text: string): string {
	return text.slice(Math.max(0, start - reach), end) + (isCut ? "..." : "");
}

class DocumentMessageLink extends vscode.DocumentLink {
	readonly text: string;

	constructor(range: vscode.Range, text: string) {
		super(range);
		this.tooltip = tooltip;
		this.text = text;
	}
}

/** VS Code asks some time after the typing has stopped, and for documents that are shown only. */
const documentLinks: vscode.DocumentLinkProvider<DocumentMessageLink> = {
	provideDocumentLinks(document) {
		const end = document.lineAt(document.lineCount - 1).range.end;
		const from = Math.max(0, document.offsetAt(end) - longestSearched);
		const text = document.getText(new vscode.Range(document.positionAt(from), end));
		return findEncodedMessages(text).map(
			(found) =>
				new DocumentMessageLink(
					new vscode.Range(document.positionAt(from + found.start), document.positionAt(from + found.end)),
					textTo(found, text),
				),
		);
	},
	resolveDocumentLink(link) {
		const query = encodeURIComponent(JSON.stringify([{ encodedMessage: link.text }, linkOrigin]));
		link.target = vscode.Uri.parse(`command:${command}?${query}`);
		return link;
	},
};
