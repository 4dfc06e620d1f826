import type { IncomingMessage } from 'node:http';
import type { Principal } from '../principals';
import { nameCaller, newRecord, sufferFaults } from '../run-operation';
import type { Answer } from '../services';
import { isOpen, issueToken } from '../ssm/session';
import { escapeText } from '../wire/query-xml';
import { ServiceError } from '../wire/service-error';
import { authenticate } from '../wire/signature';
import type { World } from '../world';
import type { Worlds } from '../worlds';

const path = /^\/v1\/(control|data)-channel\/([A-Za-z0-9._@-]{1,96})$/;

/** Whether a request is CreateControlChannel or CreateDataChannel, which an agent makes before it opens a socket. */
export function isCreateChannel(request: IncomingMessage): boolean {
  return path.test(request.url ?? '');
}

/** Who signed a request of an agent to the message gateway; throws the service's own refusal. */
export function authenticateAgent(
  worlds: Worlds,
  request: IncomingMessage,
  body: Buffer,
): { principal: Principal; world: World } {
  const { ground } = worlds;
  const { principal, region } = authenticate(request, body, {
    service: 'ssmmessages',
    hasRegion: (name) => worlds.hasRegion(name),
    now: ground.now(),
    principals: ground.principals,
  });
  return { principal, world: worlds.ofCaller(principal, region) };
}

/** Answers with a token for the channel, in the XML the reference agent reads; 201 is its only success. */
export async function answerCreateChannel(worlds: Worlds, request: IncomingMessage, body: Buffer): Promise<Answer> {
  const [, kind, id = ''] = path.exec(request.url ?? '') ?? [];
  const operation = kind === 'control' ? 'CreateControlChannel' : 'CreateDataChannel';
  const record = newRecord(worlds.ground, 'ssmmessages', operation);
  try {
    const { principal, world } = authenticateAgent(worlds, request, body);
    nameCaller(record, principal);
    await sufferFaults(world, record);
    const token = kind === 'control' ? controlToken(world, principal, id) : dataToken(world, principal, id);
    return {
      status: 201,
      headers: { 'content-type': 'application/xml' },
      body: `<${operation}Result><MessageSchemaVersion>1.0</MessageSchemaVersion><TokenValue>${token}</TokenValue></${operation}Result>`,
    };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    record.errorCode = error.code;
    return {
      status: error.status,
      headers: { 'content-type': 'application/xml' },
      body: `<${error.code}><Message>${escapeText(error.message)}</Message></${error.code}>`,
    };
  }
}

function controlToken(world: World, principal: Principal, nodeId: string): string {
  checkSpeaksFor(principal, nodeId);
  if (!world.nodes.has(nodeId)) throw new ServiceError('AccessDeniedException', `${nodeId} is not registered.`);
  return world.gateway.issueControlToken(nodeId);
}

function dataToken(world: World, principal: Principal, sessionId: string): string {
  const session = world.sessions.get(sessionId);
  if (!session || !isOpen(session)) throw new ServiceError('BadRequest', 'Session is already terminated');
  checkSpeaksFor(principal, session.target);
  return issueToken(world, session, 'agent');
}

/** A node's credentials are good for its own channels only; known users may do everything here. */
function checkSpeaksFor(principal: Principal, nodeId: string): void {
  if (principal.nodeId !== undefined && principal.nodeId !== nodeId) {
    throw new ServiceError('AccessDeniedException', `${principal.arn} may not speak for ${nodeId}.`);
  }
}
