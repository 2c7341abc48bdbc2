// A copy of this folder is loaded beside the extension under test. bridge.json in the copy tells the token and the
// folder in which each extension host announces its port: files, since a variable would reach the terminals too.
const { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const { createServer } = require("node:http");
const { join } = require("node:path");
const vscode = require("vscode");

const AsyncFunction = (async () => undefined).constructor;

async function evaluate(body, context) {
	const { source, argument } = JSON.parse(body);
	const run = new AsyncFunction(
		"vscode",
		"argument",
		"context",
		`return (${source})(vscode, argument, context);`,
	);
	return run(vscode, argument, context);
}

function answer(response, status, value) {
	response.writeHead(status, { "content-type": "application/json", connection: "close" });
	response.end(JSON.stringify(value));
}

exports.activate = async (context) => {
	const { token, announcements } = JSON.parse(readFileSync(join(__dirname, "bridge.json"), "utf8"));
	const server = createServer(async (request, response) => {
		if (request.headers.authorization !== `Bearer ${token}`) {
			answer(response, 403, {});
			return;
		}
		let body = "";
		for await (const chunk of request.setEncoding("utf8")) {
			body += chunk;
		}
		try {
			answer(response, 200, { result: await evaluate(body, context) });
		} catch (thrown) {
			const { name, message, stack, code } = thrown instanceof Error ? thrown : new Error(String(thrown));
			answer(response, 200, { error: { name, message, stack, code } });
		}
	});
	await new Promise((resolve, reject) => {
		server.once("error", reject).listen(0, "127.0.0.1", resolve);
	});
	mkdirSync(announcements, { recursive: true });
	const announcement = join(announcements, `${process.pid}-${Date.now()}.json`);
	writeFileSync(`${announcement}.part`, JSON.stringify({ port: server.address().port }));
	renameSync(`${announcement}.part`, announcement);
	context.subscriptions.push({
		dispose: () => {
			rmSync(announcement, { force: true });
			server.close();
		},
	});
};
