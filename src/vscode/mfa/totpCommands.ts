import * as vscode from "vscode";
import { fieldChecks } from "../../core/arguments/commandArguments.ts";
import { settingOf } from "../../core/config/sharedConfig.ts";
import { SessionsError } from "../../core/errors.ts";
import { mfaDeviceName } from "../../core/places/arn.ts";
import { readTotpSecret } from "../../core/text/otpauth.ts";
import { Secret } from "../../core/text/secret.ts";
import type { App } from "../app.ts";
import { askForText, pickOne } from "../forms/steps.ts";

/** Store MFA Secret: keeps a device's secret, so that its codes need not be typed. @throws CancelledError */
export async function storeTotpSecret({ config, totpSecrets }: App): Promise<void> {
	const shared = (await config.reload()).config;
	const serials = new Set(
		[...shared.profiles.values()].flatMap((section) => settingOf(section, "mfa_serial") ?? []),
	);
	const other = "";
	const picked = await pickOne(
		[
			...[...serials].map((serial) => ({ label: mfaDeviceName(serial), detail: serial, value: serial })),
			{ label: "$(edit) Another device…", value: other },
		],
		{ title: "Store MFA secret", placeholder: "The device", canGoBack: false },
	);
	const serial =
		picked === other
			? await askForText({
					title: "Store MFA secret",
					prompt: "The device's ARN or serial number",
					placeholder: "arn:aws:iam::123456789012:mfa/name",
					value: "",
					check: fieldChecks.mfaSerial,
					canGoBack: false,
				})
			: picked;
	const secret = await askForText({
		title: `Secret of MFA device ${mfaDeviceName(serial)}`,
		prompt:
			"The secret key AWS showed when the device was made, or the otpauth:// address of its QR code. Whoever has it can make codes: this computer then is both factors. It is kept in VS Code's secret storage",
		placeholder: "",
		value: "",
		isSecret: true,
		check: (text) => {
			const reading = readTotpSecret(text);
			return reading.kind === "problem" ? reading.problem : undefined;
		},
		canGoBack: false,
	});
	await totpSecrets.keep(serial, new Secret(secret));
	vscode.window.setStatusBarMessage(`$(check) Stored the secret of ${mfaDeviceName(serial)}`, 3000);
}

/** Remove MFA Secret: forgets one. @throws CancelledError, SessionsError `InvalidArgument` when none is kept */
export async function removeTotpSecret({ totpSecrets }: App): Promise<void> {
	const { devices } = totpSecrets;
	if (devices.length === 0) {
		throw new SessionsError("InvalidArgument", "No MFA secret is stored");
	}
	const serial = await pickOne(
		devices.map((device) => ({ label: mfaDeviceName(device), detail: device, value: device })),
		{ title: "Remove MFA secret", placeholder: "The device whose secret is forgotten", canGoBack: false },
	);
	await totpSecrets.remove(serial);
	vscode.window.setStatusBarMessage(`$(check) Removed the secret of ${mfaDeviceName(serial)}`, 3000);
}
