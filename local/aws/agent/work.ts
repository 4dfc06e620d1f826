/** How a session ends, as its task-complete message tells it. */
export interface Ending {
  status: 'Success' | 'Failed';
  output: string;
  /** Whether the agent first waits for outstanding acknowledgements and says goodbye, as it does when a shell has ended by itself. */
  drain: boolean;
}

/** What a session's work may do on its channel. */
export interface WorkHost {
  /** Sends one message of at most 1,024 bytes; encrypted when the session is. */
  send(payloadType: number, payload: Uint8Array): void;
  end(ending: Ending): void;
  onStarted(pid: number): void;
  /** Empty where the client said nothing of itself. */
  clientVersion: string;
}

/** What an agent does in one session: a terminal, a command, or a port. */
export interface Work {
  /** Begins; throws with the text the person is shown when it cannot. */
  start(): void;
  /** Takes one message of the client's; resolves when it has been dealt with, which is when it is acknowledged. */
  receive(payloadType: number, payload: Uint8Array): Promise<void>;
  /** Reads on, or waits because its output has nowhere to go. */
  setReading(reading: boolean): void;
  /** Lets go of everything at once. */
  stop(): void;
}

/** The largest payload of a stream message, before encryption. */
export const chunkBytes = 1_024;
