export { type Acknowledge, decodeAcknowledge, encodeAcknowledge } from './acknowledge';
export { AgentChannel } from './channel';
export type { ChannelEvent, Effects } from './channel-event';
export type { AgentChannelOptions, ResumePoint } from './channel-options';
export type { DataKey, DataKeyRequest, EncryptionTerms, SessionOutline } from './client-handshake';
export { decodeFrame, encodeFrame, FLAG_FIN, FLAG_SYN, type Frame, type FrameInput, MessageType } from './frame';
export {
  ActionStatus,
  decodeEncryptionChallenge,
  decodeHandshakeComplete,
  decodeHandshakeRequest,
  decodeHandshakeResponse,
  encodeEncryptionChallenge,
  encodeHandshakeComplete,
  encodeHandshakeRequest,
  encodeHandshakeResponse,
  type HandshakeComplete,
  type HandshakeRequest,
  type HandshakeResponse,
  type ProcessedAction,
  type RequestedAction,
} from './handshake';
export type { ChannelLimits } from './limits';
export {
  type ChannelClosed,
  decodeChannelClosed,
  decodeExitCode,
  decodeFlag,
  decodeSize,
  encodeChannelClosed,
  encodeExitCode,
  encodeFlag,
  encodeSize,
  Flag,
  PayloadType,
  type TerminalSize,
} from './payloads';
export { type JoinedPort, joinPort, type PortLine } from './port/join-port';
export type { PortEffects, PortEvent } from './port/port-carrier';
export type { PortMode, PortProperties } from './port/port-mode';
export { PortSession } from './port/port-session';
export { WireError, type WireErrorCode } from './wire-error';
