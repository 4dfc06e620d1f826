import { constants, createPublicKey, type KeyObject, randomBytes, verify } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Principal, uniqueId } from '../../principals';
import { nameCaller, sufferFaults } from '../../run-operation';
import { type Input, requiredString } from '../../wire/input';
import { ServiceError } from '../../wire/service-error';
import { readSignature } from '../../wire/signature';
import type { CallRecord, World } from '../../world';
import type { Worlds } from '../../worlds';
import type { ManagedNode } from '../resources';
import { validation } from '../validation';
import { roleSessionArn } from './node';
import { registerNode } from './register';

const tokenLifeMs = 60 * 60_000;
const saltBytes = 32;

/** An operation whose caller has no AWS credentials yet: the agent of a node by activation. Undefined when a fault swallows the answer. */
export type AgentOperation = (
  call: { worlds: Worlds; request: IncomingMessage; body: Buffer; record: CallRecord },
  input: Input,
) => Input | undefined | Promise<Input | undefined>;

/** ssm:RegisterManagedInstance: unsigned; the activation's code is all the caller has. */
const registerManagedInstance: AgentOperation = async ({ worlds, record }, input) => {
  const loseAnswer = await sufferFaults(worlds.ground, record);
  const activationId = requiredString(input, 'ActivationId', validation);
  const activationCode = requiredString(input, 'ActivationCode', validation);
  const fingerprint = requiredString(input, 'Fingerprint', validation);
  const publicKey = requiredString(input, 'PublicKey', validation);
  readKey(publicKey);
  const world = worlds.all().find(({ activations }) => activations.has(activationId));
  if (!world) throw new ServiceError('InvalidActivationId', 'The activation ID is not valid.');
  const node = registerNode(world, { activationId, activationCode }, { identity: { fingerprint, publicKey } });
  world.log(`ssm node ${node.id} registered`);
  return loseAnswer ? undefined : { InstanceId: node.id };
};

/** ssm:RequestManagedInstanceRoleToken: signed with the node's own RSA key in the layout of Signature Version 4 (ssm-protocol 15.2). */
const requestManagedInstanceRoleToken: AgentOperation = async ({ worlds, request, body, record }, input) => {
  const { world, node } = proveNode(worlds, request, body);
  const now = world.now();
  if (requiredString(input, 'Fingerprint', validation) !== node.identity?.fingerprint) {
    throw new ServiceError('MachineFingerprintDoesNotMatch', 'The fingerprint is not the one of the registration.');
  }
  const principal: Principal = {
    accessKeyId: uniqueId('ASIA'),
    secretAccessKey: randomBytes(30).toString('base64'),
    sessionToken: `IQoJb3JpZ2luX2Vj${randomBytes(240).toString('base64')}`,
    expiresAt: now + tokenLifeMs,
    arn: roleSessionArn(world, node),
    userId: `${uniqueId('AROA')}:${node.id}`,
    tags: {},
    transitiveTagKeys: [],
    nodeId: node.id,
  };
  nameCaller(record, principal);
  await sufferFaults(world, record);
  world.principals.forgetExpired(now);
  world.principals.add(principal);
  return {
    AccessKeyId: principal.accessKeyId,
    SecretAccessKey: principal.secretAccessKey,
    SessionToken: principal.sessionToken,
    TokenExpirationDate: (now + tokenLifeMs) / 1_000,
    UpdateKeyPair: false,
  };
};

/** ssm:UpdateManagedInstancePublicKey, signed as before with the key that is replaced. */
const updateManagedInstancePublicKey: AgentOperation = ({ worlds, request, body }, input) => {
  const { node } = proveNode(worlds, request, body);
  const publicKey = requiredString(input, 'NewPublicKey', validation);
  readKey(publicKey);
  if (node.identity) node.identity.publicKey = publicKey;
  return {};
};

/** Finds the node whose key has signed a request. */
function proveNode(worlds: Worlds, request: IncomingMessage, body: Buffer): { world: World; node: ManagedNode } {
  const read = readSignature(request, body, {
    service: 'ssm',
    hasRegion: (region) => worlds.hasRegion(region),
    now: worlds.ground.now(),
  });
  const world = worlds.all().find(({ region, nodes }) => region === read.region && nodes.has(read.accessKeyId));
  const node = world?.nodes.get(read.accessKeyId);
  if (!world || !node?.identity)
    throw read.refuse('unknownKey', 'The security token included in the request is invalid.');
  const isSigned = verify(
    'sha256',
    Buffer.from(read.stringToSign),
    { key: readKey(node.identity.publicKey), padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: saltBytes },
    Buffer.from(read.signature, 'base64'),
  );
  if (!isSigned) throw read.refuse('mismatch', 'The request signature does not match the node.');
  return { world, node };
}

/** Reads base64 of an SPKI public key, of the one kind that agents have. */
function readKey(publicKey: string): KeyObject {
  const key = parseKey(publicKey);
  if (key?.asymmetricKeyType !== 'rsa') throw validation('PublicKey must be the base64 of an RSA public key.');
  return key;
}

function parseKey(publicKey: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

/** What an agent calls before it has credentials, by operation name. */
export const agentOperations: Record<string, AgentOperation> = {
  RegisterManagedInstance: registerManagedInstance,
  RequestManagedInstanceRoleToken: requestManagedInstanceRoleToken,
  UpdateManagedInstancePublicKey: updateManagedInstancePublicKey,
};
