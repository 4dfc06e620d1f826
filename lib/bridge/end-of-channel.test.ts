import { expect, test } from 'vitest';
import type { WireErrorCode } from '../agent-wire';
import { endOfChannel } from './end-of-channel';

test.each<[WireErrorCode, string]>([
  ['HANDSHAKE_FAILED', 'agentRefused'],
  ['NOT_ENCRYPTED', 'agentRefused'],
  // Whoever says nothing at all breaks no protocol: the agent, or its machine, is gone.
  ['NOT_ACKNOWLEDGED', 'lineLost'],
  ['BAD_DIGEST', 'protocolBroken'],
  ['DECRYPTION_FAILED', 'protocolBroken'],
  ['UNEXPECTED_MESSAGE', 'protocolBroken'],
])('a channel that ends with %s ends its terminal as %s', (code, reason) => {
  expect(endOfChannel(code)).toBe(reason);
});
