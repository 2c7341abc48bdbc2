import {
	chosenLimit,
	type DurationOutlook,
	type DurationWay,
	durationLabel,
	durationName,
	durationOutlook,
	durationTextCheck,
	longestDuration,
	offeredDurations,
	parseDuration,
} from "../../core/session/durationChoices.ts";
import { clearField, type OptionField, separator, setField } from "./form.ts";
import { askForText, BackError, type PickItem, pickOne } from "./steps.ts";

interface Timed {
	/** Seconds. */
	readonly durationSeconds?: number;
}

/** Another way to the same, that allows more: what it is, and the draft that takes it. */
export interface LongerWay<D> {
	readonly label: string;
	readonly description?: string;
	readonly draft: D;
}

export interface DurationFieldOptions<D> {
	/** What can work, as the draft stands. */
	readonly way: (draft: D) => DurationWay;
	/** What gives more than the draft's way can. */
	readonly longerWay?: (draft: D) => LongerWay<D> | undefined;
}

/** The field of a duration: it offers what can work, and says of the rest why not and what would give it. */
export function durationField<D extends Timed>({ way, longerWay }: DurationFieldOptions<D>): OptionField<D> {
	return {
		label: "Duration",
		value: (draft) => {
			const known = way(draft);
			const { durationSeconds: seconds } = draft;
			return seconds === undefined
				? durationLabel(known.standard)
				: [durationLabel(seconds), outlookNote(durationOutlook(seconds, known))].filter(Boolean).join(", ");
		},
		clear: (draft) => clearField(draft, "durationSeconds"),
		ask: (draft) => askForDuration(draft, way(draft), longerWay),
	};
}

/** Asks until there is a duration that can work. @throws BackError, CancelledError */
async function askForDuration<D extends Timed>(
	draft: D,
	way: DurationWay,
	longerWay: DurationFieldOptions<D>["longerWay"],
): Promise<D> {
	for (;;) {
		try {
			const chosen = await pickOne(durationItems(draft, way), {
				title: "Duration",
				placeholder: "How long the credentials work",
				canGoBack: true,
				active: draft.durationSeconds ?? way.standard,
			});
			const seconds = chosen === "other" ? await typeDuration(way) : chosen;
			const outlook = durationOutlook(seconds, way);
			return outlook.kind === "impossible"
				? await explain(draft, seconds, outlook, way, longerWay?.(draft))
				: setField<D, "durationSeconds">(draft, "durationSeconds", seconds);
		} catch (error) {
			if (!(error instanceof InnerBack)) {
				throw error;
			}
		}
	}
}

/** Back to the list of durations. */
class InnerBack extends Error {}

function durationItems({ durationSeconds: present }: Timed, way: DurationWay): PickItem<number | "other">[] {
	const offered = offeredDurations(way);
	const all =
		present === undefined || offered.includes(present)
			? offered
			: [...offered, present].toSorted((a, b) => a - b);
	const outlooks = all.map((seconds) => ({ seconds, outlook: durationOutlook(seconds, way) }));
	const item = ({ seconds, outlook }: (typeof outlooks)[number]): PickItem<number> => {
		const isImpossible = outlook.kind === "impossible";
		const note = [
			seconds === way.standard ? "default" : undefined,
			isImpossible ? undefined : outlookNote(outlook),
		].filter(Boolean);
		return {
			label: `${outlookIcons[outlook.kind]} ${durationName(seconds)}`,
			...(note.length === 0 ? {} : { description: note.join(", ") }),
			value: seconds,
		};
	};
	const impossible = outlooks.filter(({ outlook }) => outlook.kind === "impossible");
	return [
		...outlooks.filter(({ outlook }) => outlook.kind !== "impossible").map(item),
		{ label: "$(edit) Other…", alwaysShow: true, value: "other" },
		...(impossible.length === 0
			? []
			: [separator<number | "other">(`over ${durationName(longestDuration(way))}: not this way`, "other")]),
		...impossible.map((one, index) => ({
			...item(one),
			// The reason is the same for all of them.
			...(index === 0 && one.outlook.kind === "impossible" ? { detail: sentence(one.outlook.because) } : {}),
		})),
	];
}

const outlookIcons: Readonly<Record<DurationOutlook["kind"], string>> = {
	works: "$(check)",
	depends: "$(question)",
	refused: "$(warning)",
	impossible: "$(circle-slash)",
};

function outlookNote(outlook: DurationOutlook): string | undefined {
	switch (outlook.kind) {
		case "works":
			return undefined;
		case "depends":
			return outlook.on;
		case "refused":
			return outlook.note;
		case "impossible":
			return "can't work this way";
	}
}

async function typeDuration({ limit, standard }: DurationWay): Promise<number> {
	const text = await backToList(
		askForText({
			title: "Duration",
			prompt: `${durationName(chosenLimit(limit).min)} to ${durationName(limit.max)}, like 90m, 2h or, in seconds, 5400`,
			placeholder: durationLabel(standard),
			value: "",
			check: durationTextCheck(limit),
			canGoBack: true,
		}),
	);
	return parseDuration(text) ?? standard;
}

/** Why a duration can't work, and what can be done: the longest that can, or a longer way. */
async function explain<D extends Timed>(
	draft: D,
	seconds: number,
	{ because, longer }: Extract<DurationOutlook, { kind: "impossible" }>,
	way: DurationWay,
	longerWay: LongerWay<D> | undefined,
): Promise<D> {
	const longest = longestDuration(way);
	const chosen = await backToList(
		pickOne<D | "another">(
			[
				{
					label: `$(check) Use ${durationName(longest)}`,
					description: "the longest this way",
					detail: sentence(because),
					value: setField<D, "durationSeconds">(draft, "durationSeconds", longest),
				},
				...(longerWay === undefined
					? []
					: [
							{
								label: `$(key) ${longerWay.label}`,
								...(longerWay.description === undefined ? {} : { description: longerWay.description }),
								detail: `${durationName(seconds)}, if the role allows it and trusts who assumes it`,
								value: setField<D, "durationSeconds">(longerWay.draft, "durationSeconds", seconds),
							},
						]),
				...(longerWay !== undefined || longer === undefined
					? []
					: [
							{
								label: "$(lightbulb) Another duration",
								detail: longer,
								value: "another" as const,
							},
						]),
			],
			{
				title: `${durationName(seconds)} can't work this way`,
				placeholder: "Take what works, or go back for another duration",
				canGoBack: true,
			},
		),
	);
	if (chosen === "another") {
		throw new InnerBack();
	}
	return chosen;
}

async function backToList<T>(asking: Promise<T>): Promise<T> {
	try {
		return await asking;
	} catch (error) {
		throw error instanceof BackError ? new InnerBack() : error;
	}
}

function sentence(clause: string): string {
	return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}`;
}
