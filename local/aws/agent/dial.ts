import { connect, Socket } from 'node:net';

/** Opens a connection to where a port session leads. */
export type Dial = (host: string, port: number) => Socket;

const loopback = new Set(['', 'localhost', '127.0.0.1', '::1']);
/** What the reference agent forwards to nobody: instance metadata, task metadata, name and time service, licences. */
const denied = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '169.254.169.253',
  '169.254.169.123',
  '169.254.169.250',
  '169.254.169.251',
  'fd00:ec2::254',
]);

/** Throws for an address that the agent forwards nobody to. */
export function checkAllowed(host: string): void {
  if (denied.has(host)) throw new Error(`Forwarding to IP address ${host} is forbidden.`);
}

/** Dials ports of this machine only; `hosts` names further hosts and the `address:port` on loopback that stands for them. */
export function dialWithin(hosts: Readonly<Record<string, string>>): Dial {
  return (host, port) => {
    if (!Number.isInteger(port) || port < 1 || port > 65_535) return failed(`dial tcp: address ${port}: invalid port`);
    const stand = [`${host}:${port}`, host].flatMap((name) => (Object.hasOwn(hosts, name) ? hosts[name] : [])).at(0);
    if (stand !== undefined) {
      const [name = '127.0.0.1', standPort = String(port)] = stand.split(':');
      if (!loopback.has(name)) throw new Error(`${stand} is not on this machine`);
      return connect({ host: name, port: Number(standPort) });
    }
    if (loopback.has(host)) return connect({ host: '127.0.0.1', port });
    // Nothing of the real network is reached from here: an unknown name fails as one that cannot be resolved.
    return failed(`dial tcp: lookup ${host}: missing address`);
  };
}

/** A connection that fails the way one over the network would: later, and to whoever listens. */
function failed(reason: string): Socket {
  return new Socket().destroy(new Error(reason));
}
