/** Why a terminal socket was closed: may the browser come back by itself, and which message it shows (a key, not a sentence). */
export const CLOSE_CODES = {
  /** The terminal ended; the last message said why. */
  ended: { code: 4000, retry: false },
  /** This process is going away; come back and another carries on. */
  moving: { code: 4001, retry: true },
  /** No ticket, a used one, an expired one, or one for something else. */
  ticketRefused: { code: 4003, retry: true },
  /** The browser's page is not ours. */
  originRefused: { code: 4004, retry: false },
  /** Too many sockets or messages of one person. */
  tooMany: { code: 4005, retry: false },
  /** A frame that is not in the protocol. */
  protocolBroken: { code: 4006, retry: false },
  /** Nothing was sent in time: the ticket, or answers to pings. */
  silent: { code: 4007, retry: true },
  /** A bug of ours; a reference number is in the log. */
  fault: { code: 4008, retry: true },
  /** Signed out, revoked, or not allowed any longer. */
  notAllowed: { code: 4009, retry: false },
} as const;

export type CloseName = keyof typeof CLOSE_CODES;

/** The name of a close code, or undefined for a foreign one (network loss is 1006, which may be retried). */
export function closeName(code: number): CloseName | undefined {
  return (Object.keys(CLOSE_CODES) as CloseName[]).find((name) => CLOSE_CODES[name].code === code);
}
