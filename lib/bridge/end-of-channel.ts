import type { WireErrorCode } from '../agent-wire';

/** What a terminal whose channel was refused has come to; the first leaves no session, and its words are for the person. */
export function endOfChannel(code: WireErrorCode): 'agentRefused' | 'lineLost' | 'protocolBroken' {
  switch (code) {
    case 'HANDSHAKE_FAILED':
    case 'NOT_ENCRYPTED':
      return 'agentRefused';
    case 'NOT_ACKNOWLEDGED':
    case 'PEER_SILENT':
      return 'lineLost';
    default:
      return 'protocolBroken';
  }
}
