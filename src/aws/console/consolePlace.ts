import { SessionsError } from "../../core/errors.ts";
import { isRegion, partitionOf } from "../../core/places/partition.ts";
import { regions } from "../../core/places/regions.ts";
import { endpointUrl } from "../http/endpointUrl.ts";

/** The console of one region. */
export interface ConsolePlace {
	readonly partition: string;
	readonly region: string;
	/** `eu-central-1.console.aws.amazon.com` */
	readonly host: string;
	/** Where a sign-in token is had and used. */
	readonly federation: string;
	/** The same where the browser can be signed out of another account on the way; undefined where that is not known. */
	readonly signOut?: { readonly federation: string; readonly logout: string };
}

/** A partition's host names. */
interface ConsoleHosts {
	readonly console: string;
	readonly signIn: string;
	/** Of the console when nobody names another. */
	readonly homeRegion: string;
	/** Whether each region has a sign-in of its own, or the partition has one; `both`. */
	readonly isSignInOf: "region" | "partition" | "both";
}

const hosts: Readonly<Record<string, ConsoleHosts>> = {
	aws: {
		console: "console.aws.amazon.com",
		signIn: "signin.aws.amazon.com",
		homeRegion: "us-east-1",
		isSignInOf: "both",
	},
	"aws-cn": {
		console: "console.amazonaws.cn",
		signIn: "signin.amazonaws.cn",
		homeRegion: "cn-north-1",
		isSignInOf: "partition",
	},
	"aws-us-gov": {
		console: "console.amazonaws-us-gov.com",
		signIn: "signin.amazonaws-us-gov.com",
		homeRegion: "us-gov-west-1",
		isSignInOf: "partition",
	},
	"aws-eusc": {
		console: "console.amazonaws-eusc.eu",
		signIn: "signin.amazonaws-eusc.eu",
		homeRegion: "eusc-de-east-1",
		isSignInOf: "region",
	},
};

/**
 * Where the console of a partition and region is, and where one signs in to it.
 * @param partition as ARNs name it
 * @param region that of the session, or one asked for; undefined: the partition's first
 * @param custom a federation endpoint in place of AWS's own
 * @throws SessionsError `ConsoleUnavailable`, `InvalidArgument`, `InvalidEndpoint`
 */
export function consolePlace(
	partition: string,
	region: string | undefined,
	custom: string | undefined,
): ConsolePlace {
	const known = hosts[partition];
	if (known === undefined) {
		throw new SessionsError(
			"ConsoleUnavailable",
			`AWS does not say where the console of partition ${partition} is signed in to`,
		);
	}
	const here = region ?? known.homeRegion;
	if (!isRegion(here) || partitionOf(here).id !== partition) {
		throw new SessionsError(
			"InvalidArgument",
			`'${here}' is not a region of the session's partition, ${partition}`,
		);
	}
	const hasOwnSignIn = known.isSignInOf === "region" || (known.isSignInOf === "both" && regions.has(here));
	const place = { partition, region: here, host: `${here}.${known.console}` };
	if (custom !== undefined) {
		const federation = customFederation(custom);
		return { ...place, federation, signOut: { federation, logout: new URL("/oauth", federation).href } };
	}
	return {
		...place,
		federation: `https://${hasOwnSignIn ? `${here}.` : ""}${known.signIn}/federation`,
		// Elsewhere signing out leads to AWS's front page, and nowhere on.
		...(partition === "aws"
			? {
					signOut: {
						federation: `https://us-east-1.${known.signIn}/federation`,
						logout: `https://us-east-1.${known.signIn}/oauth`,
					},
				}
			: {}),
	};
}

/** Keys are sent there. @throws SessionsError `InvalidEndpoint` */
function customFederation(endpoint: string): string {
	const url = endpointUrl(endpoint);
	const isHere = /^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname);
	if (url.protocol !== "https:" && !isHere) {
		throw new SessionsError(
			"InvalidEndpoint",
			"The federation endpoint gets the session's keys, so its address must begin with https://",
		);
	}
	return url.href;
}

/**
 * The address of a page of the console.
 * @param page a path such as `s3/buckets`, or a whole address of this console; undefined: its home
 * @throws SessionsError `InvalidArgument` for an address that is not this console's
 */
export function consolePage({ host, region }: ConsolePlace, page: string | undefined): string {
	const wanted = page ?? "console/home";
	const isWhole = /^[a-z][a-z\d+.-]*:/i.test(wanted) || wanted.startsWith("//");
	const text = isWhole ? wanted : `https://${host}/${wanted.replace(/^\/+/, "")}`;
	const url = URL.canParse(text) ? new URL(text) : undefined;
	const domain = host.slice(host.indexOf(".") + 1);
	const isOurs =
		url?.protocol === "https:" &&
		url.username === "" &&
		url.password === "" &&
		url.port === "" &&
		(url.hostname === domain || url.hostname.endsWith(`.${domain}`));
	if (!isOurs || url === undefined) {
		throw new SessionsError(
			"InvalidArgument",
			`A page of the console is a path such as s3/buckets, or an address under https://${domain}/`,
		);
	}
	if (!isWhole && !url.searchParams.has("region")) {
		// As it is written: other parameters keep their spelling.
		url.search = `${url.search === "" ? "?" : `${url.search}&`}region=${region}`;
	}
	return url.href;
}
