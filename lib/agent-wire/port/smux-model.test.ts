import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SmuxServer } from '../testing/smux-server';
import { WireError } from '../wire-error';
import type { PortEvent } from './port-carrier';
import { SmuxSession } from './smux-session';

function aSession(): SmuxSession {
  return new SmuxSession({ keepsAlive: false, nowMs: 0 });
}

/** Everything the session has to send, as one piece. */
function drain(session: SmuxSession): Buffer {
  const parts: Uint8Array[] = [];
  for (let next = session.take([]); next !== null; next = session.take([])) if ('bytes' in next) parts.push(next.bytes);
  return Buffer.concat(parts);
}

describe('any order of doings', () => {
  /** One thing that happens: a local connection's, the agent's, or a piece of the line moving. */
  const doing = fc.oneof(
    fc.record({ do: fc.constant('open' as const) }),
    fc.record({ do: fc.constant('write' as const), which: fc.nat(9), length: fc.nat(20_000) }),
    fc.record({ do: fc.constant('close' as const), which: fc.nat(9) }),
    fc.record({ do: fc.constant('push' as const), which: fc.nat(9), length: fc.nat(2_000) }),
    fc.record({ do: fc.constant('finish' as const), which: fc.nat(9) }),
    fc.record({ do: fc.constant('send' as const), frames: fc.nat(4) }),
    fc.record({ do: fc.constant('deliver' as const), bytes: fc.nat(3_000) }),
  );

  it('brings every byte of every stream to the other end, in order', () => {
    fc.assert(
      fc.property(fc.array(doing, { maxLength: 80 }), (doings) => {
        const session = aSession();
        const server = new SmuxServer();
        const ids: number[] = [];
        const open = new Set<number>();
        const written = new Map<number, Buffer[]>();
        const pushed = new Map<number, Buffer[]>();
        const handedOn = new Map<number, Buffer[]>();
        let onItsWay = Buffer.alloc(0);
        let made = 0;
        const some = (length: number) => {
          made += 1;
          return Buffer.alloc(length, made);
        };
        const push = (map: Map<number, Buffer[]>, id: number, bytes: Buffer) =>
          map.set(id, [...(map.get(id) ?? []), bytes]);
        const deliver = (bytes: Buffer) => {
          const events: PortEvent[] = [];
          session.read(bytes, events);
          for (const event of events) {
            if (event.type !== 'data') continue;
            push(handedOn, event.stream, Buffer.from(event.bytes));
            session.consumed(event.stream, event.bytes.length);
          }
        };
        for (const one of doings) {
          const id = 'which' in one ? (ids[one.which] ?? 0) : 0;
          if (one.do === 'open') {
            ids.push(session.openStream());
            open.add(ids.at(-1) ?? 0);
          } else if (one.do === 'write' && open.has(id)) {
            const bytes = some(one.length);
            session.write(id, bytes);
            push(written, id, bytes);
          } else if (one.do === 'close' && open.delete(id)) session.closeStream(id);
          else if (one.do === 'push' && server.streams.get(id)?.isClosedHere === false) {
            const bytes = some(one.length);
            if (open.has(id)) push(pushed, id, bytes);
            onItsWay = Buffer.concat([onItsWay, server.push(id, bytes)]);
          } else if (one.do === 'finish' && server.streams.get(id)?.isClosedHere === false) {
            onItsWay = Buffer.concat([onItsWay, server.close(id)]);
          } else if (one.do === 'send') {
            for (let frames = 0; frames < one.frames; frames += 1) {
              const next = session.take([]);
              if (next !== null && 'bytes' in next) server.receive(next.bytes);
            }
          } else if (one.do === 'deliver') {
            deliver(onItsWay.subarray(0, one.bytes));
            onItsWay = onItsWay.subarray(one.bytes);
          }
        }
        server.receive(drain(session));
        deliver(onItsWay);
        expect(server.opened).toEqual(ids);
        for (const id of ids) {
          const received = Buffer.concat(server.streams.get(id)?.received ?? []);
          expect(received.equals(Buffer.concat(written.get(id) ?? []))).toBe(true);
          expect(server.streams.get(id)?.isClosedByClient).toBe(!open.has(id));
          const got = Buffer.concat(handedOn.get(id) ?? []);
          const sent = Buffer.concat(pushed.get(id) ?? []);
          // A stream that was closed here may have missed the end of it, and nothing else.
          expect(open.has(id) ? got.equals(sent) : sent.subarray(0, got.length).equals(got)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('cannot be broken by any bytes but with a WireError', () => {
    const frame = fc
      .tuple(fc.constantFrom(1, 1, 1, 1, 2), fc.nat(5), fc.nat(300), fc.constantFrom(0, 2, 3, 5, 9))
      .map(([version, command, length, stream]) =>
        Buffer.concat([Buffer.of(version, command, length & 255, length >> 8, stream, 0, 0, 0), Buffer.alloc(length)]),
      );
    fc.assert(
      fc.property(fc.array(fc.oneof(frame, fc.uint8Array({ maxLength: 40 })), { maxLength: 20 }), (pieces) => {
        const session = aSession();
        session.openStream();
        session.openStream();
        try {
          for (const piece of pieces) expect(session.read(piece, [])).toBe(piece.length);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
