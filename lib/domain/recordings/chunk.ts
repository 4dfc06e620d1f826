/** One committed piece of a terminal's output, as far as the chain of digests goes. */
export type ChunkLink = { ordinal: number; startOffset: bigint; byteLength: number; digest: Uint8Array };

/** What stands before the first chunk. */
export const FIRST_DIGEST: Uint8Array = new Uint8Array(32);

/**
 * The 40 bytes hashed in front of a chunk's own: the previous digest, then the start offset, big-endian. A chunk's digest is SHA-256 over
 * these and its raw (not compressed) bytes, so neither bytes, order nor place can change unseen.
 */
export function digestPrefix(previousDigest: Uint8Array, startOffset: bigint): Uint8Array {
  if (previousDigest.length !== 32) throw new RangeError('a digest has 32 bytes');
  const prefix = new Uint8Array(40);
  prefix.set(previousDigest);
  new DataView(prefix.buffer).setBigUint64(32, startOffset);
  return prefix;
}

export type BrokenChunk = { ordinal: number; why: 'gap' | 'length' | 'digest' };

/**
 * Checks one chunk against the one before it (null for the first); null when it holds. `digestOf` hashes the prefix followed by the bytes.
 */
export function verifyChunk(
  previous: ChunkLink | null,
  next: ChunkLink,
  bytes: Uint8Array,
  digestOf: (prefix: Uint8Array, bytes: Uint8Array) => Uint8Array,
): BrokenChunk | null {
  const { ordinal } = next;
  const expectedOffset = previous ? previous.startOffset + BigInt(previous.byteLength) : 0n;
  if (ordinal !== (previous ? previous.ordinal + 1 : 0) || next.startOffset !== expectedOffset)
    return { ordinal, why: 'gap' };
  if (bytes.length !== next.byteLength) return { ordinal, why: 'length' };
  const digest = digestOf(digestPrefix(previous?.digest ?? FIRST_DIGEST, next.startOffset), bytes);
  const holds = digest.length === next.digest.length && digest.every((byte, at) => byte === next.digest[at]);
  return holds ? null : { ordinal, why: 'digest' };
}
