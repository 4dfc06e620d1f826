// What amazon-ssm-agent does on the wire, as far as the entrypoint can tell: `-register` registers with the code it is given, `-register
// -clear` forgets that locally, and without arguments it says that it is there and opens its control channel. STAND_IN=deaf does not hear TERM, be it while registering.
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { HybridAgent, type Kept } from '../../../../local/aws/testing/hybrid-agent';

const { POSTERN_AGENT_STATE: state, STAND_IN_LOG: log, STAND_IN_SSM: ssm, STAND_IN_GATEWAY: gateway } = process.env;
if (!state || !log || !ssm || !gateway) throw new Error('The stand-in was started without what it needs.');
const registration = join(state, 'registration');
const vault = join(state, 'vault');

if (process.env.STAND_IN === 'deaf') process.on('SIGTERM', () => undefined);
if (process.argv.includes('-clear')) {
  for (const file of [registration, vault]) rmSync(file, { force: true });
} else if (process.argv.includes('-register')) {
  await register(ssm);
} else {
  await run(ssm, gateway);
}

async function register(endpoint: string): Promise<void> {
  // As the reference agent reads them: what follows an option is its value, even with a hyphen in front.
  const following = (option: string) => process.argv[process.argv.indexOf(option) + 1] ?? '';
  try {
    const agent = await HybridAgent.register(endpoint, following('-id'), following('-code'));
    writeFileSync(vault, JSON.stringify(agent.kept), { mode: 0o600 });
    writeFileSync(registration, JSON.stringify({ ManagedInstanceID: agent.nodeId, Region: following('-region') }));
    console.log('Successfully registered the instance with AWS SSM.');
  } catch (error) {
    // In several lines and with all it was given, as the reference agent is apt to.
    console.log('Initializing new seelog logger');
    console.log(`ERROR Registration failed with ${process.argv.slice(2).join(' ')}`);
    console.log(`due to ${error instanceof Error ? `${error.message} ${String(error.cause ?? '')}` : String(error)}`);
    process.exitCode = 1;
  }
}

async function run(endpoint: string, line: string): Promise<void> {
  if (process.env.STAND_IN !== 'deaf') process.on('SIGTERM', () => process.exit(0));
  writeFileSync(`${log}.agent`, JSON.stringify({ pid: process.pid }));
  const kept = JSON.parse(readFileSync(vault, 'utf8')) as Kept;
  const agent = HybridAgent.of(endpoint, kept);
  const credentials = await agent.requestCredentials();
  await agent.call(credentials, 'UpdateInstanceInformation', {
    InstanceId: agent.nodeId,
    AgentName: 'amazon-ssm-agent',
    AgentStatus: 'Active',
    AgentVersion: '3.3.3797.0',
    PlatformName: 'Debian GNU/Linux',
    PlatformType: 'Linux',
    PlatformVersion: '12',
    ComputerName: 'bastion',
  });
  const channel = HybridAgent.of(line, kept);
  for (;;) {
    try {
      await channel.openControl(credentials);
      if (channel.control) await once(channel.control, 'close');
    } catch {
      // No way to the gateway: the reference agent tries again, with growing pauses.
      await pause(200);
    }
  }
}
