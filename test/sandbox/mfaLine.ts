import { stdout } from "node:process";
import { totpWindowMs } from "../sts/totp.ts";

/**
 * Keeps the MFA device's current code on the screen: on a terminal one line with the seconds left, rewritten every
 * second; otherwise a line for each new code.
 * @param code answers the code that will be accepted next
 * @returns stops it
 */
export function showMfaCode(code: () => string): () => void {
	let printed = "";
	const show = () => {
		const current = code();
		if (stdout.isTTY) {
			const secondsLeft = Math.ceil((totpWindowMs - (Date.now() % totpWindowMs)) / 1000);
			stdout.write(`\r  MFA code  ${current}  ${String(secondsLeft).padStart(2)} s `);
		} else if (current !== printed) {
			stdout.write(`  MFA code  ${current}\n`);
		}
		printed = current;
	};
	show();
	const timer = setInterval(show, 1000);
	return () => {
		clearInterval(timer);
		if (stdout.isTTY) {
			stdout.write("\n");
		}
	};
}
