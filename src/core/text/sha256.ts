/** The first 32 bits behind the point of the square or cube roots of the first primes, as FIPS 180-4 takes them. */
const primes = firstPrimes(64);
const initialState = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const roundConstants = primes.map((prime) => fraction(Math.cbrt(prime)));

/** SHA-256 (FIPS 180-4) of a text's UTF-8, as 64 hexadecimal digits. Here, as not all that runs this has Node's. */
export function sha256(text: string): string {
	const words = paddedWords(new TextEncoder().encode(text));
	let state: readonly number[] = initialState;
	for (let start = 0; start < words.length; start += 16) {
		state = compress(state, words.slice(start, start + 16));
	}
	return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** The message with its end mark and its length in bits, in whole blocks of 16 words. */
function paddedWords(bytes: Uint8Array): number[] {
	const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
	padded.set(bytes);
	padded[bytes.length] = 0x80;
	const view = new DataView(padded.buffer);
	view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n);
	return Array.from({ length: padded.length / 4 }, (_, index) => view.getInt32(index * 4));
}

function compress(state: readonly number[], block: readonly number[]): number[] {
	const schedule = [...block];
	const scheduled = (index: number): number => schedule[index] ?? 0;
	for (let index = 16; index < 64; index++) {
		const near = scheduled(index - 2);
		const far = scheduled(index - 15);
		const mixedNear = rotate(near, 17) ^ rotate(near, 19) ^ (near >>> 10);
		const mixedFar = rotate(far, 7) ^ rotate(far, 18) ^ (far >>> 3);
		schedule.push((mixedNear + scheduled(index - 7) + mixedFar + scheduled(index - 16)) | 0);
	}
	let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
	for (const [index, constant] of roundConstants.entries()) {
		const choice = (e & f) ^ (~e & g);
		const mixedE = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
		const first = (h + mixedE + choice + constant + scheduled(index)) | 0;
		const majority = (a & b) ^ (a & c) ^ (b & c);
		const mixedA = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
		[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + mixedA + majority) | 0];
	}
	return [a, b, c, d, e, f, g, h].map((word, index) => (word + (state[index] ?? 0)) | 0);
}

function rotate(word: number, bits: number): number {
	return (word >>> bits) | (word << (32 - bits));
}

function fraction(root: number): number {
	return ((root % 1) * 2 ** 32) | 0;
}

function firstPrimes(count: number): number[] {
	const found: number[] = [];
	for (let candidate = 2; found.length < count; candidate++) {
		if (found.every((prime) => candidate % prime !== 0)) {
			found.push(candidate);
		}
	}
	return found;
}
