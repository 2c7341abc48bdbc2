import type { Log, LogFields } from "../../../src/core/log.ts";

/** A log that keeps its lines. */
export class FakeLog implements Log {
	readonly lines: {
		readonly level: keyof Log;
		readonly event: string;
		readonly fields?: LogFields | undefined;
	}[] = [];

	debug(event: string, fields?: LogFields): void {
		this.lines.push({ level: "debug", event, fields });
	}

	info(event: string, fields?: LogFields): void {
		this.lines.push({ level: "info", event, fields });
	}

	warn(event: string, fields?: LogFields): void {
		this.lines.push({ level: "warn", event, fields });
	}

	error(event: string, fields?: LogFields): void {
		this.lines.push({ level: "error", event, fields });
	}
}
