import type { Caller } from "./caller.ts";
import { accessDenied } from "./errors.ts";
import { fromBase32, totpCode, totpWindow } from "./totp.ts";
import type { MfaDevice, World } from "./world.ts";

/** Checks one-time codes, each of which counts once per device. */
export class MfaDevices {
	readonly #world: World;
	readonly #now: () => number;
	readonly #usedWindows = new Map<string, Set<number>>();
	readonly #windowsAhead = new Map<string, number>();

	/** @param now the double's clock, in milliseconds since 1970 */
	constructor(world: World, now: () => number) {
		this.#world = world;
		this.#now = now;
	}

	/**
	 * The code that the device shows now, used or not.
	 * @throws RangeError when the world has no such device.
	 */
	code(serial: string): string {
		return this.#codeOf(this.#device(serial), this.#window(serial));
	}

	/**
	 * A code that will be accepted: when this window's was used already, the device's clock moves on a window.
	 * @throws RangeError when the world has no such device.
	 */
	nextCode(serial: string): string {
		const device = this.#device(serial);
		while (this.#used(serial).has(this.#window(serial))) {
			this.#windowsAhead.set(serial, (this.#windowsAhead.get(serial) ?? 0) + 1);
		}
		return this.#codeOf(device, this.#window(serial));
	}

	/**
	 * Whether the request proves an MFA: false when it does not try to.
	 * @throws StsError AccessDenied for half an attempt, another's device, and a wrong or used code.
	 */
	verify(caller: Caller, serial: string | undefined, code: string | undefined): boolean {
		if (serial === undefined && code === undefined) return false;
		if (serial === undefined || code === undefined) {
			throw accessDenied(
				"MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.",
			);
		}
		const own = caller.kind === "user" || caller.kind === "userSession" ? caller.user.mfaDevices : [];
		const device = own.find((candidate) => candidate.serial === serial);
		if (device === undefined) {
			throw accessDenied(
				"MultiFactorAuthentication failed, unable to validate MFA code.  " +
					"Please verify your MFA serial number is valid and associated with this user.",
			);
		}
		const now = this.#window(serial);
		const used = this.#used(serial);
		const match = [now, now - 1].find((window) => !used.has(window) && this.#codeOf(device, window) === code);
		if (match === undefined) {
			throw accessDenied("MultiFactorAuthentication failed with invalid MFA one time pass code. ");
		}
		used.add(match);
		return true;
	}

	#device(serial: string): MfaDevice {
		const device = this.#world.users
			.flatMap((user) => user.mfaDevices)
			.find((candidate) => candidate.serial === serial);
		if (device === undefined) throw new RangeError(`No MFA device ${serial} in this world`);
		return device;
	}

	#codeOf(device: MfaDevice, window: number): string {
		return totpCode(fromBase32(device.secret), window);
	}

	#window(serial: string): number {
		return totpWindow(this.#now()) + (this.#windowsAhead.get(serial) ?? 0);
	}

	#used(serial: string): Set<number> {
		const used = this.#usedWindows.get(serial) ?? new Set();
		this.#usedWindows.set(serial, used);
		return used;
	}
}
