export { type Acknowledge, decodeAcknowledge, encodeAcknowledge } from './acknowledge';
export { decodeFrame, encodeFrame, FLAG_FIN, FLAG_SYN, type Frame, type FrameInput, MessageType } from './frame';
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
export { WireError, type WireErrorCode } from './wire-error';
