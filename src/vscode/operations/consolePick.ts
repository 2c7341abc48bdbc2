import * as vscode from "vscode";
import { type ConsolePlace, consolePage } from "../../aws/console/consolePlace.ts";
import { identityLabel } from "../../core/places/arn.ts";
import type { Session } from "../../core/session/session.ts";
import { separator } from "../forms/form.ts";
import { askForText, BackError, type PickItem, pickOne } from "../forms/steps.ts";

/** What becomes of the sign-in: `signOut`: the browser is signed out of another account on the way. */
export type ConsoleAction = "open" | "copy" | "signOut";

export interface ConsoleChoice {
	/** A path or an address; undefined: the console's home. */
	readonly page: string | undefined;
	readonly action: ConsoleAction;
}

/** The services that are gone to most, and where their pages begin. */
const services: readonly (readonly [name: string, path: string])[] = [
	["API Gateway", "apigateway/home"],
	["CloudFormation", "cloudformation/home"],
	["CloudWatch", "cloudwatch/home"],
	["CloudWatch Logs", "cloudwatch/home#logsV2:log-groups"],
	["DynamoDB", "dynamodbv2/home"],
	["EC2", "ec2/home"],
	["ECS", "ecs/home"],
	["EKS", "eks/home"],
	["IAM", "iam/home"],
	["KMS", "kms/home"],
	["Lambda", "lambda/home"],
	["RDS", "rds/home"],
	["S3", "s3/home"],
	["Secrets Manager", "secretsmanager/home"],
	["SNS", "sns/home"],
	["SQS", "sqs/home"],
	["Step Functions", "states/home"],
	["Systems Manager", "systems-manager/home"],
	["VPC", "vpcconsole/home"],
];

const otherPage = "other page";
type Choice = ConsoleChoice | typeof otherPage;

/** Asks which page the console is to open at, and what for. @throws CancelledError */
export async function pickConsolePage(session: Session, place: ConsolePlace): Promise<ConsoleChoice> {
	const { identity } = session;
	const title = `Console as ${identityLabel(identity)} · ${identity.account}`;
	const item = (label: string, description: string, page: string | undefined): PickItem<Choice> => ({
		label,
		description,
		value: { page, action: "open" },
		buttons: [
			...(place.signOut === undefined
				? []
				: [
						{
							iconPath: new vscode.ThemeIcon("sign-out"),
							tooltip: "Sign Out of Another Account First",
							value: { page, action: "signOut" } as const,
						},
					]),
			{
				iconPath: new vscode.ThemeIcon("copy"),
				tooltip: "Copy Sign-In Address",
				value: { page, action: "copy" },
			},
		],
	});
	const items: PickItem<Choice>[] = [
		item("$(home) Console Home", place.region, undefined),
		{ label: "$(edit) Other Page…", alwaysShow: true, value: otherPage },
		separator<Choice>("services", otherPage),
		...services.map(([name, path]) => item(name, path, path)),
	];
	for (;;) {
		const choice = await pickOne<Choice>(items, {
			title,
			placeholder: "The page to open in the browser",
			canGoBack: false,
		});
		if (choice !== otherPage) {
			return choice;
		}
		try {
			return { page: await askForPage(title, place), action: "open" };
		} catch (error) {
			if (!(error instanceof BackError)) {
				throw error;
			}
		}
	}
}

function askForPage(title: string, place: ConsolePlace): Promise<string> {
	return askForText({
		title,
		prompt: `A path of the console in ${place.region}, or an address copied from it`,
		placeholder: "s3/buckets",
		value: "",
		check: (value) => {
			if (value === "") {
				return "Type a path, such as s3/buckets";
			}
			try {
				consolePage(place, value);
				return undefined;
			} catch (error) {
				return error instanceof Error ? error.message : undefined;
			}
		},
		canGoBack: true,
	});
}
