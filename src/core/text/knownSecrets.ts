/**
 * How secrets of well-known makers begin, as far as they are long texts without blanks: AWS's keys and session tokens,
 * keys of AI services, of code hosts and package registries, chat and payment tokens, JWTs, private keys in Base64.
 */
const beginnings = [
	"A[KS]IA[A-Z0-9]{12}|IQoJ|FwoG|FQoG|AgoJ|AQoD|AQoE|ABSK|aoaAAAA",
	"(?:sk|rk|pk|gsk|xai|pplx|tgp|hf|r8)[-_]",
	"gh[opsur]_|github_pat_|gl[a-z]{2,6}-|npm_|pypi-|dckr_|ATATT|ATBB|ATCTT",
	"xox[a-z]-|xapp-|xwfp-|shp[a-z]{2}_|SG[._]|whsec_|sq0",
	"AIza|ya29|GOCSPX-|dapi|dop_v1_|hv[sbr][._]|lin_api_|figd_|PMAK-|NRAK-|v2x_",
	"eyJ|-----BEGIN|MII|MIG|MHcCAQ|MC4CAQ|b3BlbnNzaC1rZXkt",
].join("|");
const known = new RegExp(`^(?:${beginnings})`);

/** Whether a text begins as a secret of a known kind does. That it does not, says nothing. */
export function isKnownSecret(text: string): boolean {
	return known.test(text);
}
