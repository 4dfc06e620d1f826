import { readFileSync } from 'node:fs';
import { BASTION_ENDPOINTS } from '../../lib/domain/targets/environment-needs';
import { readContext } from '../context/read-context';
import { type Example, exampleText } from '../examples';
import { namesOf } from '../names';
import { countParts, type Parts, type Running } from './count-parts';

type PriceName =
  | 'endpointHour'
  | 'natGatewayHour'
  | 'armVcpuHour'
  | 'armGigabyteHour'
  | 'vcpuHour'
  | 'gigabyteHour'
  | 'loadBalancerHour'
  | 'publicAddressHour'
  | 'databaseCapacityHour'
  | 'keyMonth'
  | 'secretMonth';
type Prices = {
  asOf: string;
  regions: Record<string, Record<'quoted' | 'recalled', Partial<Record<PriceName, number>>>>;
};

/** An amount in dollars a month, how it came about, and whether a price in it was recalled rather than read. */
export type Cost = { sum: string; dollars: number; recalled: boolean };

export const HOURS_OF_A_MONTH = 730;
/** Ten people, two hours each on 22 working days; with bastions of their own. */
export const BASTION_HOURS = 10 * 2 * 22;
/** Hours of the same month that begin with somebody's bastion there: at most ten a working day. */
export const LEASED_HOURS = 10 * 22;

/** The two examples whose costs are in docs/deploy.md. */
export const COSTED = { tokyo: 'Tokyo', virginia: 'Virginia' } as const satisfies Partial<Record<Example, string>>;
export type Costed = keyof typeof COSTED;

const prices = JSON.parse(readFileSync(new URL('./prices.json', import.meta.url), 'utf8')) as Prices;

/** The costs of an example's installation, from its templates and the table of prices. Throws when a price is missing. */
export function costsOf(example: Costed, templates: Readonly<Record<string, string>>) {
  const context = readContext(exampleText(example), example);
  const parts = countParts(templates, namesOf(context).bastionTask);
  const price = pricesOf(context.region);
  const rows = [
    ['interface endpoints, in each zone', endpoints(parts.endpoints, parts, HOURS_OF_A_MONTH, price)],
    ['Postern: web, bridge, jobs', running(parts.portal, HOURS_OF_A_MONTH, price)],
    ['load balancer, without its use', balanced(parts, price)],
    [
      'database, at its least',
      plain([parts.databaseCapacity, 'units'], HOURS_OF_A_MONTH, price('databaseCapacityHour')),
    ],
    ['keys and secrets', kept(parts, price)],
  ] as const;
  const bastions = running([parts.bastion], BASTION_HOURS, price);
  const idle = total(rows.map(([, cost]) => cost));
  const own = BASTION_ENDPOINTS.exec.length;
  return {
    zones: parts.endpointZones,
    rows: [...rows.map(([name, cost]) => ({ name, cost }))],
    idle,
    bastions,
    tenPeople: total([idle, bastions]),
    alwaysOn: endpoints(own, parts, HOURS_OF_A_MONTH, price),
    leased: endpoints(own, parts, LEASED_HOURS, price),
    natGateway: plain([1, ''], HOURS_OF_A_MONTH, price('natGatewayHour')),
  };
}

type Price = { amount: number; recalled: boolean };
type PriceOf = (name: PriceName) => Price;

function pricesOf(region: string): PriceOf {
  return (name) => {
    const { quoted, recalled } = prices.regions[region] ?? { quoted: {}, recalled: {} };
    const amount = quoted[name] ?? recalled[name];
    if (amount === undefined) throw new Error(`prices.json has no ${name} of ${region}.`);
    return { amount, recalled: quoted[name] === undefined };
  };
}

function plain([count, unit]: [number, string], hours: number, price: Price): Cost {
  const what = unit ? `${count} ${unit} × ` : count === 1 ? '' : `${count} × `;
  return {
    sum: `${what}${hours} h × ${price.amount}`,
    dollars: count * hours * price.amount,
    recalled: price.recalled,
  };
}

function endpoints(count: number, { endpointZones }: Parts, hours: number, price: PriceOf): Cost {
  const { amount, recalled } = price('endpointHour');
  const sum = `${count} × ${endpointZones} × ${hours} h × ${amount}`;
  return { sum, dollars: count * endpointZones * hours * amount, recalled };
}

/** Tasks of one processor; all of an installation's are. */
function running(tasks: readonly Running[], hours: number, price: PriceOf): Cost {
  const isArm = tasks.some((one) => one.isArm);
  const vcpu = tasks.reduce((sum, one) => sum + one.tasks * one.vcpu, 0);
  const gigabytes = tasks.reduce((sum, one) => sum + one.tasks * one.gigabytes, 0);
  const [cpu, memory] = [price(isArm ? 'armVcpuHour' : 'vcpuHour'), price(isArm ? 'armGigabyteHour' : 'gigabyteHour')];
  return {
    sum: `${hours} h × (${vcpu} vCPU × ${cpu.amount} + ${gigabytes} GB × ${memory.amount})`,
    dollars: hours * (vcpu * cpu.amount + gigabytes * memory.amount),
    recalled: cpu.recalled || memory.recalled,
  };
}

function balanced({ loadBalancers, publicAddresses }: Parts, price: PriceOf): Cost {
  const balancer = plain([loadBalancers, ''], HOURS_OF_A_MONTH, price('loadBalancerHour'));
  if (publicAddresses === 0) return balancer;
  const addresses = plain([publicAddresses, 'addresses'], HOURS_OF_A_MONTH, price('publicAddressHour'));
  return { ...total([balancer, addresses]), sum: `${balancer.sum} + ${addresses.sum}` };
}

function kept({ keys, secrets }: Parts, price: PriceOf): Cost {
  const [key, secret] = [price('keyMonth'), price('secretMonth')];
  return {
    sum: `${keys} × ${key.amount} + ${secrets} × ${secret.amount}`,
    dollars: keys * key.amount + secrets * secret.amount,
    recalled: key.recalled || secret.recalled,
  };
}

function total(costs: readonly Cost[]): Cost {
  return {
    sum: '',
    dollars: costs.reduce((sum, { dollars }) => sum + dollars, 0),
    recalled: costs.some(({ recalled }) => recalled),
  };
}

/** The two tables of docs/deploy.md: a month of each example, and the endpoints of bastions alone. */
export function costTables(synthesised: Readonly<Record<Costed, Readonly<Record<string, string>>>>): string {
  const examples = Object.entries(COSTED) as [Costed, string][];
  const costs = examples.map(([example]) => costsOf(example, synthesised[example]));
  const head = (first: string) => {
    const columns = examples.map(([, name], at) => `${name}, ${costs[at]?.zones === 1 ? 'one zone' : 'two zones'}`);
    return [`| ${[first, ...columns].join(' | ')} |`, `| --- |${' --- |'.repeat(columns.length)}`];
  };
  const row = (name: string, of: (cost: (typeof costs)[number]) => Cost | undefined) =>
    `| ${[name, ...costs.map((cost) => written(of(cost)))].join(' | ')} |`;
  return [
    `Prices of ${prices.asOf} (\`infra/cost/prices.json\`); ~ where one in it was recalled, not read.`,
    '',
    ...head('a month'),
    ...(costs[0]?.rows ?? []).map(({ name }, at) => row(name, ({ rows }) => rows[at]?.cost)),
    row('**idle: nobody at work**', ({ idle }) => idle),
    row(`bastions of ten people, two hours a working day: ${BASTION_HOURS} h`, ({ bastions }) => bastions),
    row('**ten people at work**', ({ tenPeople }) => tenPeople),
    '',
    ...head(`the ${BASTION_ENDPOINTS.exec.length} endpoints bastions need, in a network without Postern`),
    row('always there', ({ alwaysOn }) => alwaysOn),
    row(`leased: there in the ${LEASED_HOURS} h that begin with a bastion`, ({ leased }) => leased),
    row('one NAT gateway instead, without data', ({ natGateway }) => natGateway),
  ].join('\n');
}

function written(cost: Cost | undefined): string {
  if (!cost) throw new Error('The examples do not have the same parts.');
  const amount = `${cost.recalled ? '~' : ''}${cost.dollars.toFixed(2)}`;
  return cost.sum ? `${cost.sum} = ${amount}` : `**${amount}**`;
}
