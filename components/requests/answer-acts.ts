import type { Act } from '@/components/frame/act';
import type { RevokeAct } from './revoke-dialog';
import type { WithdrawAct } from './withdraw-dialog';

/** An approver's answer; what the server says of it besides yes or no is read from the request afterwards. */
export type AnswerAct<Input> = Act<Input, unknown>;

/** Everything that can be done to one request. */
export type RequestActs = {
  approve: AnswerAct<{ requestId: string; minutes: number | null }>;
  deny: AnswerAct<{ requestId: string; comment: string }>;
  withdraw: WithdrawAct;
  revoke: RevokeAct;
  openTerminal: Act<{ targetId: string; cols: number; rows: number }, { terminalId: string }>;
};
