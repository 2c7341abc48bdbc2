import { sep } from "node:path";
import { argv, env, stdout } from "node:process";
import { type LoadedConfig, loadConfig, personHome } from "../aws/files/configFiles.ts";
import { sendHttp } from "../aws/http/http.ts";
import { StsClient } from "../aws/sts/sts.ts";
import { systemClock as clock } from "../aws/systemClock.ts";
import { readSharedConfig } from "../core/config/sharedConfig.ts";
import { CancelledError } from "../core/errors.ts";
import { shells } from "../core/text/shellQuote.ts";
import { MfaCodes } from "../credentials/mfa/mfaCodes.ts";
import type { AcquireOptions } from "../credentials/operations/acquire.ts";
import { defaultSessionName } from "../credentials/operations/defaultSessionName.ts";
import { ambientPresence } from "../credentials/sources/ambientPresence.ts";
import { awsCli } from "./clients.ts";
import { foundSteps, type Surroundings } from "./decide.ts";
import { groupClients } from "./groups.ts";
import { identify, knownWho, timeLimit } from "./identify.ts";
import { describeFacts, describeWho, type FileFact, type Style, whoHeading } from "./report.ts";
import { variablesSet } from "./variables.ts";
import { warningsOf } from "./warnings.ts";

/**
 * Prints who the AWS CLI and the SDKs are in the environment that this runs in, and what decides that. Its argument is
 * the shell that calls it. Ends with 1 when something is wrong with the credentials.
 */
async function main(): Promise<void> {
	const loaded = await loadConfig(env);
	const surroundings: Surroundings = {
		environment: env,
		config: loaded.config,
		ambient: await ambientPresence({ environment: env, platform: process.platform, sysFolder: "/sys" }),
		now: clock.now(),
	};
	const groups = groupClients(surroundings);
	const style: Style = {
		shell: shells.find((shell) => shell === argv[2]) ?? "posix",
		isBold: stdout.isTTY === true && !env["NO_COLOR"],
		width: Math.min(stdout.columns ?? 80, 100),
	};
	const facts = {
		variables: variablesSet(env),
		files: fileFacts(loaded),
		groups,
		found: foundSteps(awsCli, surroundings),
		warnings: warningsOf(groups, surroundings),
	};
	stdout.write(`${describeFacts(facts, style)}\n`);
	const isAsking = groups.some(({ decided }) => knownWho(decided.decision, surroundings) === undefined);
	stdout.write(whoHeading(isAsking, style));
	const controller = new AbortController();
	const callOff = clock.schedule(timeLimit, () => controller.abort());
	const options = acquireOptions(loaded, controller.signal);
	const told = await Promise.all(
		groups.map(async ({ names, decided }) => ({
			names,
			who: await identify(decided.decision, surroundings, options),
		})),
	);
	callOff();
	stdout.write(describeWho(told, loaded.config, style));
	process.exitCode = told.some(({ who }) => who.kind === "failed") ? 1 : 0;
}

function fileFacts({ location, texts, config }: LoadedConfig): FileFact[] {
	if (location === undefined) {
		return [];
	}
	return (["config", "credentials"] as const).map((kind) => {
		const [file, variable] =
			kind === "config"
				? [location.configFile, "AWS_CONFIG_FILE"]
				: [location.credentialsFile, "AWS_SHARED_CREDENTIALS_FILE"];
		const [first, ...more] = config.problems.filter(({ place }) => place.file === file);
		const text = texts.find((candidate) => candidate.kind === kind);
		const others = more.length === 0 ? "" : ` (and ${more.length} more)`;
		return {
			kind,
			path: env[variable] ? `the file that ${variable} names` : ["~", ".aws", kind].join(sep),
			profiles: text === undefined ? undefined : readSharedConfig([text]).profiles.size,
			problem: first === undefined ? undefined : `Line ${first.place.line + 1}: ${first.message}${others}`,
		};
	});
}

/** Nobody can be asked here. */
function acquireOptions({ config }: LoadedConfig, signal: AbortSignal): AcquireOptions {
	const unasked = (): Promise<never> => Promise.reject(new CancelledError());
	return {
		config,
		environment: env,
		homeFolder: personHome(env),
		clock,
		send: sendHttp,
		sts: new StsClient({ send: sendHttp, clock }),
		interaction: {
			signal,
			askMfaCode: unasked,
			askSamlResponse: unasked,
			askWebIdentityToken: unasked,
			cancel: () => {},
			working: () => {},
		},
		mfaCodes: new MfaCodes(clock),
		totpSecrets: { get: async () => undefined },
		defaultSessionName: defaultSessionName(),
	};
}

main().catch((error: unknown) => {
	// Neither its message nor its stack: they may hold what the environment holds.
	const name = error instanceof Error ? error.name : "unknown";
	stdout.write(`Something unexpected went wrong (${name})\n`);
	process.exitCode = 1;
});
