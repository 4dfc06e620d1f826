import type { FailureCause, FailureCheck } from '../../lib/domain/bastions/explain-failure';
import type { NodeFailureCause, NodeFailureCheck } from '../../lib/domain/targets/explain-node-failure';
import type { LaunchStep, ToBrowser } from '../../lib/terminal-wire/messages';
import type { Line } from './terminal-socket';

export type LaunchFailure = {
  step: LaunchStep;
  cause: FailureCause | NodeFailureCause;
  check: FailureCheck | NodeFailureCheck;
  code: string;
  text: string;
};

export type Ended = Extract<ToBrowser, { type: 'ended' }>;

/** Everything the strip, the launch view and the summary need to know about a terminal on this page. */
export type TerminalState = {
  phase: 'opening' | 'live' | 'ended';
  line: Line;
  roundTripMs: number | null;
  /** Server clock minus browser clock, in milliseconds. */
  skew: number;
  endsAt: number | null;
  watchers: string[];
  recordingSafe: boolean;
  agentLineUp: boolean;
  size: { cols: number; rows: number };
  reached: Partial<Record<LaunchStep, number>>;
  failure: LaunchFailure | null;
  ended: Ended | null;
  /** Typed before there is a shell; kept and sent at the first prompt. */
  typedAhead: string;
  waitingBytes: number;
  droppedBytes: number;
  pasteWish: string | null;
  clipboardWish: string | null;
};

/** Before anything was heard. */
export const unopened: TerminalState = {
  phase: 'opening',
  line: { state: 'connecting' },
  roundTripMs: null,
  skew: 0,
  endsAt: null,
  watchers: [],
  recordingSafe: true,
  agentLineUp: true,
  size: { cols: 80, rows: 24 },
  reached: {},
  failure: null,
  ended: null,
  typedAhead: '',
  waitingBytes: 0,
  droppedBytes: 0,
  pasteWish: null,
  clipboardWish: null,
};

/** What `openScreen` and the socket report, folded into one state; pure, so that it can be tested without a browser. */
export function fold(state: TerminalState, message: ToBrowser, browserNow: number): TerminalState {
  switch (message.type) {
    case 'opened':
      return {
        ...state,
        phase: message.status,
        skew: message.now - browserNow,
        endsAt: message.endsAt,
        // An operator's own window says how large the grid is; a watcher has the operator's.
        size: message.role === 'watch' ? { cols: message.cols, rows: message.rows } : state.size,
        reached: { ...state.reached, ticket: state.reached.ticket ?? message.now },
        agentLineUp: true,
      };
    case 'step':
      return { ...state, reached: { ...state.reached, [message.step]: message.at } };
    case 'failed':
      return { ...state, failure: message as LaunchFailure };
    case 'live':
      return { ...state, phase: 'live' };
    case 'size':
      return { ...state, size: { cols: message.cols, rows: message.rows } };
    case 'watchers':
      return { ...state, watchers: message.names };
    case 'endsAt':
      return { ...state, endsAt: message.endsAt, skew: message.now - browserNow };
    case 'recording':
      return { ...state, recordingSafe: message.safe };
    case 'line':
      return { ...state, agentLineUp: message.up };
    case 'ended':
      return { ...state, phase: 'ended', ended: message, endsAt: null };
    case 'accepted':
    case 'pong':
      return state;
  }
}

/** Typing ahead is a line of its own until the shell takes it: backspace works, Ctrl-U and Ctrl-C clear it. */
export function editAhead(line: string, typed: string): string {
  let out = line;
  for (const char of typed) {
    if (char === '\x7f' || char === '\b') out = [...out].slice(0, -1).join('');
    else if (char === '\x03' || char === '\x15') out = '';
    else if (char >= ' ' || char === '\r' || char === '\t') out += char;
  }
  return out.slice(0, 4096);
}
