declare module "ini" {
	/** Sections by name, and what stands before the first one. */
	export function parse(text: string): Record<string, unknown>;
}
