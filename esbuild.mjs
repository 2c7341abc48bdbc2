// Bundles the extension into one minified CommonJS file, and the programs that run in terminals and
// in other shells into others.
// `--watch` keeps them current while debugging.
import { statSync } from "node:fs";
import { argv } from "node:process";
import { context } from "esbuild";

const watch = argv.includes("--watch");
const bundles = [
	{ entryPoints: ["src/extension.ts"], outfile: "dist/extension.cjs" },
	{ entryPoints: ["src/helper/main.ts"], outfile: "dist/whatAwsSees.cjs" },
	{ entryPoints: ["src/helper/credentialProcess.ts"], outfile: "dist/credentialProcess.cjs" },
];

/**
 * fast-xml-parser asks this package whether entities that a DTD defines are harmless. Documents with a DTD are
 * refused before they are parsed, so "no" is the right answer, and 17 kB smaller.
 */
const refuseDtdEntities = {
	name: "refuse-dtd-entities",
	setup({ onResolve, onLoad }) {
		onResolve({ filter: /^is-unsafe$/ }, () => ({ path: "is-unsafe", namespace: "refused" }));
		onLoad({ filter: /.*/, namespace: "refused" }, () => ({
			contents: "export const isUnsafe = () => true, HTML = [], XML = [];",
		}));
	},
};

for (const bundle of bundles) {
	const builder = await context({
		...bundle,
		bundle: true,
		// `vscode` exists only inside the extension host, which hands it out itself.
		external: ["vscode"],
		format: "cjs",
		platform: "node",
		target: "node22",
		// The ES module builds are a tenth of the size: what isn't used is left out.
		mainFields: ["module", "main"],
		minify: !watch,
		sourcemap: watch,
		legalComments: "none",
		charset: "utf8",
		plugins: [refuseDtdEntities],
		logLevel: "info",
	});
	if (watch) {
		await builder.watch();
	} else {
		await builder.rebuild();
		await builder.dispose();
		console.log(`${bundle.outfile}: ${(statSync(bundle.outfile).size / 1000).toFixed(1)} kB`);
	}
}
