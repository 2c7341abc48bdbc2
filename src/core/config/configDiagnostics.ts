import type { Place, Problem } from "../place.ts";
import { closestWord } from "../text/spelling.ts";
import { chainProblems } from "./chain.ts";
import { type ConfigKey, knownKeys, otherHome } from "./configKeys.ts";
import { type LexedSection, lexConfig, type Property } from "./configLexer.ts";
import { didYouMean, type ValueProblem, valueProblem } from "./configValues.ts";
import {
	type ConfigText,
	identify,
	type Section,
	type SectionKind,
	type SharedConfig,
} from "./sharedConfig.ts";

/** A problem with what to write at its place instead, when that is known. */
export interface ConfigDiagnostic extends Problem {
	readonly replacement?: string;
}

/** All that is wrong with the files: what the reader, the chains and {@link configDiagnostics} say, once a place. */
export function allProblems(texts: readonly ConfigText[], config: SharedConfig): ConfigDiagnostic[] {
	const diagnostics = configDiagnostics(texts, config);
	const byPlace = new Map(diagnostics.map((diagnostic) => [placeKey(diagnostic.place), diagnostic]));
	const chains = chainProblems(config).map((problem): ConfigDiagnostic => {
		const same = byPlace.get(placeKey(problem.place));
		return same?.replacement === undefined ? problem : { ...problem, replacement: same.replacement };
	});
	const told = new Set(chains.map(({ place }) => placeKey(place)));
	return [...config.problems, ...chains, ...diagnostics.filter(({ place }) => !told.has(placeKey(place)))];
}

/** What is wrong with single keys and values. `config` is what the texts say together. Never throws. */
export function configDiagnostics(texts: readonly ConfigText[], config: SharedConfig): ConfigDiagnostic[] {
	const sections = { profile: config.profiles, "sso-session": config.ssoSessions, services: config.services };
	const spelling = new Spelling();
	const found: ConfigDiagnostic[] = [];
	for (const [index, { file, kind, text }] of texts.entries()) {
		const earlier = texts.slice(0, index).filter((other) => other.file === file);
		for (const lexed of lexConfig(text, file).sections) {
			// Both variables may name one file: what has been checked by one reading is not checked by the other.
			if (earlier.some((other) => typeof identify(lexed.header, other.kind) === "object")) {
				continue;
			}
			const identified = identify(lexed.header, kind);
			const section =
				typeof identified === "object" ? sections[identified.kind].get(identified.name) : undefined;
			if (typeof identified === "object" && section !== undefined) {
				checkSection(lexed, identified.kind, section, config, spelling, found);
			}
		}
	}
	return found;
}

function checkSection(
	lexed: LexedSection,
	kind: SectionKind,
	section: Section,
	config: SharedConfig,
	spelling: Spelling,
	found: ConfigDiagnostic[],
): void {
	const known = knownKeys(kind);
	checkRepeated(lexed.properties, found);
	for (const property of lexed.properties) {
		const { key, place, nested } = property;
		const wrong = spelling.problem(key, kind);
		if (wrong !== undefined) {
			found.push({ ...wrong, place });
		}
		// Only what is in effect: what is overridden does no harm.
		const effective = section.properties.get(key)?.place;
		if (
			effective?.line === place.line &&
			effective.column === place.column &&
			effective.file === place.file
		) {
			checkValue(known.get(key), property, section, config, found);
		}
		const knownNested = knownKeys(kind, key);
		checkRepeated(nested, found);
		for (const inner of nested) {
			const wrongInner = spelling.problem(inner.key, kind, key);
			if (wrongInner !== undefined) {
				found.push({ ...wrongInner, place: inner.place });
			}
			checkValue(knownNested.get(inner.key), inner, section, config, found);
		}
	}
}

function checkValue(
	key: ConfigKey | undefined,
	{ value, valuePlace }: Property,
	section: Section,
	config: SharedConfig,
	found: ConfigDiagnostic[],
): void {
	const wrong = key === undefined || value === "" ? undefined : valueProblem(key, value, section, config);
	if (wrong !== undefined) {
		found.push({ ...wrong, place: valuePlace });
	}
}

function checkRepeated(properties: readonly Property[], found: ConfigDiagnostic[]): void {
	if (properties.length < 2) {
		return;
	}
	const last = new Map(properties.map((property) => [property.key, property]));
	for (const property of properties) {
		const later = last.get(property.key);
		if (later !== undefined && later !== property) {
			const message = `'${property.key}' is set again on line ${later.place.line + 1}, which is the one that counts`;
			found.push({ severity: "warning", message, place: property.place });
		}
	}
}

/** Finds keys that are slips or in the wrong kind of section; each but once, since files repeat their keys. */
class Spelling {
	readonly #known = new Map<string, ValueProblem | undefined>();

	problem(key: string, kind: SectionKind, parent?: string): ValueProblem | undefined {
		if (knownKeys(kind, parent).has(key)) {
			return undefined;
		}
		const id = `${kind} ${parent} ${key}`;
		if (!this.#known.has(id)) {
			this.#known.set(id, keyProblem(key, kind, parent));
		}
		return this.#known.get(id);
	}
}

function keyProblem(key: string, kind: SectionKind, parent: string | undefined): ValueProblem | undefined {
	if (parent === undefined) {
		const home = otherHome(key, kind);
		if (kind === "services" && key === "endpoint_url") {
			return { severity: "warning", message: "This belongs under a service's name, indented" };
		}
		if (home !== undefined) {
			const message = `'${key}' belongs in a section [${home} …] and is ignored here`;
			return { severity: "warning", message };
		}
		if (kind === "services") {
			return undefined;
		}
	}
	// Other tools' keys are apt to have dots.
	const closest = key.includes(".") ? undefined : closestWord(key, knownKeys(kind, parent).keys());
	// A plural is a word of its own.
	return closest === undefined || key === `${closest}s`
		? undefined
		: didYouMean(`AWS knows no key '${key}'`, closest);
}

function placeKey({ file, line, column }: Place): string {
	return `${file}:${line}:${column}`;
}
