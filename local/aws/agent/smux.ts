/** smux version 1 (ssm-protocol 13.3): version, command, little-endian length and stream, then data. */
const version = 1;
const headerBytes = 8;
/** The most data one frame carries. */
export const maxFrameBytes = 32_768;

export const SmuxCommand = { open: 0, close: 1, data: 2, keepAlive: 3 } as const;

export interface SmuxFrame {
  command: number;
  stream: number;
  data: Buffer;
}

/** Writes one frame. */
export function encodeSmux(command: number, stream: number, data: Uint8Array = new Uint8Array()): Buffer {
  const frame = Buffer.alloc(headerBytes + data.length);
  frame[0] = version;
  frame[1] = command;
  frame.writeUInt16LE(data.length, 2);
  frame.writeUInt32LE(stream, 4);
  frame.set(data, headerBytes);
  return frame;
}

/** Cuts an ordered byte stream into frames, wherever its pieces end. */
export class SmuxReader {
  #rest: Buffer = Buffer.alloc(0);

  /** The frames that are complete with these bytes; throws on another version or an unknown command, after which nothing can be read. */
  read(bytes: Uint8Array): SmuxFrame[] {
    let rest = Buffer.concat([this.#rest, bytes]);
    const frames: SmuxFrame[] = [];
    while (rest.length >= headerBytes) {
      const command = rest.readUInt8(1);
      const length = rest.readUInt16LE(2);
      if (rest[0] !== version) throw new Error(`smux version ${rest[0]} is not supported`);
      if (command > SmuxCommand.keepAlive || length > maxFrameBytes) throw new Error('not a smux frame');
      if (rest.length < headerBytes + length) break;
      frames.push({
        command,
        stream: rest.readUInt32LE(4),
        data: rest.subarray(headerBytes, headerBytes + length),
      });
      rest = rest.subarray(headerBytes + length);
    }
    this.#rest = Buffer.from(rest);
    return frames;
  }
}
