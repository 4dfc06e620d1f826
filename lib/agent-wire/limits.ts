/** How much one channel may hold; every buffer of it has its number here. */
export type ChannelLimits = {
  /** Longest message accepted from the peer. Stream data stays under 1,200 bytes; handshakes and closing texts are larger. */
  maxMessageBytes: number;
  /** Messages held because an earlier one is missing or the recorder is behind; also how far ahead of the expected one is believed. */
  maxBufferedMessages: number;
  maxBufferedBytes: number;
  /** Messages, and their bytes, handed on but not yet committed; at either number consuming stops until the recorder has caught up. */
  maxUncommitted: number;
  maxUncommittedBytes: number;
  /** Messages, and bytes of input, on their way to the agent before `canWrite` turns false. */
  windowMessages: number;
  windowBytes: number;
  /** Input bytes, and pieces of input, held at most; a write beyond either is refused whole. */
  maxQueuedBytes: number;
  maxQueuedMessages: number;
  /** Times the oldest message is sent again before the peer counts as gone. */
  maxResends: number;
  /**
   * How long the service's word that the agent is away is believed while something waits. The reference client ignores that word, so a
   * service that forgets to take it back goes unnoticed there.
   */
  maxPauseMs: number;
};

/**
 * Room for more than six seconds of the agent's fastest output (600 messages a second) behind a message that is lost again and again: what
 * finds no place comes back one message at a time. And about five minutes of resending: the reference client also ends after five, but
 * counts to 3000 because it forgets when it last sent.
 */
export const DEFAULT_LIMITS: ChannelLimits = {
  maxMessageBytes: 64 * 1024,
  maxBufferedMessages: 4096,
  maxBufferedBytes: 4.5 * 1024 * 1024,
  maxUncommitted: 4096,
  maxUncommittedBytes: 8 * 1024 * 1024,
  windowMessages: 64,
  windowBytes: 64 * 1024,
  maxQueuedBytes: 256 * 1024,
  maxQueuedMessages: 4096,
  maxResends: 1000,
  maxPauseMs: 30_000,
};
