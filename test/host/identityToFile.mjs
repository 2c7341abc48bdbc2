// Writes to a file who the AWS SDK is where this runs, and which variables of AWS there are.
import { renameSync, writeFileSync } from "node:fs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

const [file] = process.argv.slice(2);
const names = Object.keys(process.env).filter((name) => name.startsWith("AWS_"));
const who = await new STSClient({}).send(new GetCallerIdentityCommand({})).then(
	({ Arn }) => Arn,
	(error) => `${error}`,
);
writeFileSync(`${file}.part`, JSON.stringify({ who, names }));
renameSync(`${file}.part`, file);
