import { createHash } from 'node:crypto';
import { constants, deflateRaw, inflateRawSync } from 'node:zlib';
import { digestPrefix } from '../../domain/recordings/chunk';
import type { Chunk, ChunkCodec } from '../../domain/recordings/recording';

/** Shorter output is kept as it is: compressing it costs more than it saves. */
const WORTH_COMPRESSING_BYTES = 1024;

/** Deflates away from the main thread, with room for all of it at once: zlib would come back here for every 16 KiB otherwise. */
function compress(raw: Uint8Array): Promise<Buffer> {
  const options = { level: constants.Z_BEST_SPEED, chunkSize: raw.length };
  return new Promise((resolve, reject) => {
    deflateRaw(raw, options, (error, packed) => (error ? reject(error) : resolve(packed)));
  });
}

/** The digest of a chunk whose bytes come in parts. */
export function chunkDigest(previous: Uint8Array, startOffset: number, parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256').update(digestPrefix(previous, BigInt(startOffset)));
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** The bytes as they are stored: deflated, away from the main thread, when that saves at least an eighth. */
export async function packChunk(parts: readonly Uint8Array[]): Promise<{ codec: ChunkCodec; bytes: Uint8Array }> {
  const [first] = parts;
  const raw = parts.length === 1 && first ? first : Buffer.concat(parts);
  if (raw.length < WORTH_COMPRESSING_BYTES) return { codec: 0, bytes: raw };
  const packed = await compress(raw);
  return packed.length < raw.length - raw.length / 8 ? { codec: 1, bytes: packed } : { codec: 0, bytes: raw };
}

/** The bytes the screen showed. Throws when the stored bytes do not have the length that was written with them. */
export function unpackChunk(chunk: Pick<Chunk, 'codec' | 'bytes' | 'byteLength'>): Uint8Array {
  // A row can only be this long when it was forged; inflating must not run away with the memory.
  const raw = chunk.codec === 0 ? chunk.bytes : inflateRawSync(chunk.bytes, { maxOutputLength: chunk.byteLength + 1 });
  if (raw.length !== chunk.byteLength) throw new Error('a recorded chunk does not have its length');
  return raw;
}
