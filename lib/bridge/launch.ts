import { setTimeout as pause } from 'node:timers/promises';
import { WireError } from '../agent-wire';
import { explainFailure } from '../domain/bastions/explain-failure';
import { CloudError, isPassing } from '../domain/cloud-error';
import { explainNodeFailure } from '../domain/targets/explain-node-failure';
import type { WayIn } from '../domain/targets/target';
import type { AwaitedBastion, CarriedTerminal } from '../domain/terminals/carried';
import { sessionReason } from '../domain/terminals/session-reason';
import type { TerminalEndReason } from '../domain/terminals/terminal';
import type { LaunchStep, ToBrowser } from '../terminal-wire/messages';
import type { AgentSession, SessionPlace } from '../use-cases/ports';
import { admitToNode } from '../use-cases/terminals/admit-to-node';
import { getAwaitedBastion } from '../use-cases/terminals/carry';
import { operatorOf } from '../use-cases/terminals/data-key';
import { reachNode } from '../use-cases/terminals/reach-node';
import type { BridgeContext } from './context';
import { launchFailure } from './launch-failure';
import { taskTarget } from './session-key';

const START_ATTEMPTS = 6;
const FIRST_RETRY_MS = 400;

/** What a launch asks of its terminal. */
export type LaunchOwner = {
  isOpening(): boolean;
  tell(message: ToBrowser): void;
  /** The agent session is there; `targetId` is what Session Manager calls the place it runs in. */
  started(session: AgentSession, targetId: string): Promise<void>;
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

  /** Looks how far the bastion has come, and starts the shell when it runs; on a node at once. Safe to call at any time. */
  async look(): Promise<void> {
    if (!this.#owner.isOpening() || this.#isStarting) return;
    this.#isStarting = true;
    try {
      const { way } = this.#carried;
      if (way.via === 'node') await this.#startOnNode(way);
      else await this.#startInBastion(way.command);
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

  /** What Session Manager calls the place of a session that was started before; null when that can no longer be said. */
  async findTargetId(): Promise<string | null> {
    const { way, environment, terminal } = this.#carried;
    if (way.via === 'node') return way.nodeId;
    const bastion = await getAwaitedBastion(this.#context.deps, terminal.id).catch(() => null);
    if (bastion === null || bastion.taskArn === null || bastion.runtimeId === null) return null;
    return taskTarget(environment, { taskArn: bastion.taskArn, runtimeId: bastion.runtimeId });
  }

  async #startInBastion(command: string): Promise<void> {
    const { terminal, environment } = this.#carried;
    const bastion = await getAwaitedBastion(this.#context.deps, terminal.id);
    if (!this.#owner.isOpening() || bastion === null) return;
    for (const { step, at } of bastion.steps) this.step(step, at.getTime());
    const { status, taskArn, runtimeId } = bastion;
    if (status === 'running' && taskArn && runtimeId) {
      const targetId = taskTarget(environment, { taskArn, runtimeId });
      await this.#start({ via: 'task', taskArn, runtimeId, command }, targetId);
    } else if (status !== 'launching') this.#failed(bastion);
  }

  async #startOnNode({ nodeId, document, parameters }: Extract<WayIn, { via: 'node' }>): Promise<void> {
    const { terminal, requestNumber, requestReason } = this.#carried;
    const reason = sessionReason(terminal.id, requestNumber, requestReason);
    await this.#start({ via: 'node', nodeId, document, parameters, reason }, nodeId);
  }

  async #start(place: SessionPlace, targetId: string): Promise<void> {
    const session = await this.#session(place).catch((error: unknown) => {
      if (this.#owner.isOpening()) this.refused(error);
      return null;
    });
    if (session === null) return;
    if (place.via === 'node') this.step('nodeConnected', this.#context.deps.clock.now().getTime());
    await this.#owner.started(session, targetId);
  }

  /** Null when the terminal was ended instead. */
  async #session(place: SessionPlace): Promise<AgentSession | null> {
    const { deps } = this.#context;
    const { environment, terminal } = this.#carried;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const whyNot = place.via === 'node' ? await admitToNode(deps, terminal.id) : null;
        if (whyNot !== null) {
          this.#owner.failed(whyNot);
          return null;
        }
        return await deps.agents.start(environment, place, operatorOf(this.#carried));
      } catch (error) {
        if (!isPassing(error) || attempt === START_ATTEMPTS || !this.#owner.isOpening()) throw error;
        if (place.via === 'node' && error instanceof CloudError && error.kind === 'notReady')
          await reachNode(deps, environment, place.nodeId, {
            goesOn: () => this.#owner.isOpening(),
            wait: pause,
            now: () => deps.clock.now().getTime(),
          });
        // ECS does not say when it would answer otherwise: it wants to be asked again, ever more seldom.
        else await pause(FIRST_RETRY_MS * 2 ** (attempt - 1));
        if (!this.#owner.isOpening()) throw error;
      }
    }
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
    const isOnNode = this.#carried.way.via === 'node';
    const step = isOnNode && error instanceof CloudError ? 'nodeConnected' : 'channelOpened';
    const explained = isOnNode ? explainNodeFailure(code) : explainFailure({ code, text });
    this.#owner.tell({ type: 'failed', step, code, text, ...explained });
    this.#owner.failed('agentRefused');
  }
}
