/** STS's answer to AssumeRole, with an expiry of one's own choosing. The keys in it are nobody's. */
export function assumeRoleAnswer(
	expiresAt: number,
	role = "DevReadOnly",
): { status: number; contentType: string; body: string } {
	return {
		status: 200,
		contentType: "text/xml",
		body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
<AssumedRoleUser><AssumedRoleId>AROAEXAMPLE:test</AssumedRoleId><Arn>arn:aws:sts::444455556666:assumed-role/${role}/test</Arn></AssumedRoleUser>
<Credentials><AccessKeyId>ASIAEXAMPLE000000000</AccessKeyId><SecretAccessKey>made-up</SecretAccessKey><SessionToken>made-up-too</SessionToken>
<Expiration>${new Date(expiresAt).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
	};
}
