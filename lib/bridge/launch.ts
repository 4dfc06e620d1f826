import { setTimeout as pause } from 'node:timers/promises';
import { WireError } from '../agent-wire';
import { explainFailure } from '../domain/bastions/explain-failure';
import { CloudError, isPassing } from '../domain/cloud-error';
import type { AwaitedBastion, CarriedTerminal } from '../domain/terminals/carried';
import type { TerminalEndReason } from '../domain/terminals/terminal';
import type { LaunchStep, ToBrowser } from '../terminal-wire/messages';
import type { AgentSession } from '../use-cases/ports';
import { getAwaitedBastion } from '../use-cases/terminals/carry';
import { operatorOf } from '../use-cases/terminals/data-key';
import type { BridgeContext } from './context';
import { launchFailure } from './launch-failure';

const START_ATTEMPTS = 6;
const FIRST_RETRY_MS = 400;

/** Where the agent of a terminal runs. */
export type AgentTask = { taskArn: string; runtimeId: string };

/** What a launch asks of its terminal. */
export type LaunchOwner = {
  isOpening(): boolean;
  tell(message: ToBrowser): void;
  /** The agent session is there, in this task. */
  started(session: AgentSession, task: AgentTask): Promise<void>;
  /** There will be none. */
  failed(reason: TerminalEndReason): void;
};

/** The way of one terminal from its ticket to a started agent session, and the steps on it for those who wait. */
export class Launch {
  readonly #context: BridgeContext;
  readonly #carried: CarriedTerminal;
  readonly #owner: LaunchOwner;
  readonly #steps: { step: LaunchStep; at: number }[] = [];
  #isStarting = false;

  constructor(context: BridgeContext, carried: CarriedTerminal, owner: LaunchOwner) {
    this.#context = context;
    this.#carried = carried;
    this.#owner = owner;
    this.#steps.push({ step: 'ticket', at: carried.terminal.createdAt.getTime() });
  }

  /** Steps so far, each with its instant in milliseconds of the epoch. */
  get steps(): readonly { step: LaunchStep; at: number }[] {
    return this.#steps;
  }

  /** A step was taken; only the first time counts. */
  step(step: LaunchStep, at: number): void {
    if (this.#steps.some((known) => known.step === step)) return;
    this.#steps.push({ step, at });
    this.#owner.tell({ type: 'step', step, at });
  }

  /** Looks how far the bastion has come, and starts the shell when it runs. Safe to call at any time. */
  async look(): Promise<void> {
    if (!this.#owner.isOpening() || this.#isStarting) return;
    this.#isStarting = true;
    try {
      const bastion = await getAwaitedBastion(this.#context.deps, this.#carried.terminal.id);
      if (!this.#owner.isOpening() || bastion === null) return;
      for (const { step, at } of bastion.steps) this.step(step, at.getTime());
      if (bastion.status === 'running' && bastion.taskArn && bastion.runtimeId) {
        await this.#start({ taskArn: bastion.taskArn, runtimeId: bastion.runtimeId });
      } else if (bastion.status !== 'launching') this.#failed(bastion);
    } finally {
      this.#isStarting = false;
    }
  }

  /** The launch was given up by whoever follows the bastion: true when its cause could be told and the end begun. */
  async givenUp(): Promise<boolean> {
    const bastion = await getAwaitedBastion(this.#context.deps, this.#carried.terminal.id).catch(() => null);
    if (bastion === null || !this.#owner.isOpening()) return false;
    this.#failed(bastion);
    return true;
  }

  async #start(task: AgentTask): Promise<void> {
    const { environment, command } = this.#carried;
    const who = operatorOf(this.#carried);
    let session: AgentSession | null = null;
    for (let attempt = 1; session === null; attempt += 1) {
      try {
        session = await this.#context.deps.agents.start(environment, task, command, who);
      } catch (error) {
        if (!this.#owner.isOpening()) return;
        const mayRetry = isPassing(error) && attempt < START_ATTEMPTS;
        if (!mayRetry) {
          this.refused(error);
          return;
        }
        // ECS does not say when it would answer otherwise: it wants to be asked again, ever more seldom.
        await pause(FIRST_RETRY_MS * 2 ** (attempt - 1));
      }
    }
    await this.#owner.started(session, task);
  }

  #failed(bastion: AwaitedBastion): void {
    this.#owner.tell(launchFailure(bastion));
    this.#owner.failed(bastion.status === 'failed' ? 'bastionFailed' : 'bastionStopped');
  }

  /** There is no session, or none that may go on: those who wait are told why. */
  refused(error: unknown): void {
    const isTold = error instanceof CloudError || error instanceof WireError;
    const [code, text] = isTold ? [error.code, error.message] : ['InternalError', ''];
    this.#context.deps.log.warn({ err: error, terminal: this.#carried.terminal.id }, 'the agent session did not start');
    this.#owner.tell({ type: 'failed', step: 'channelOpened', code, text, ...explainFailure({ code, text }) });
    this.#owner.failed('agentRefused');
  }
}
