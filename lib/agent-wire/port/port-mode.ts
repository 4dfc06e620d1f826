import { type JsonObject, textMember } from '../json-payload';
import { isNewerThan } from '../version';

/** Agents above this understand the flag that ends a session. */
const TERMINATES_ABOVE = '2.3.722.0';
/** Agents above this carry several connections at once. */
const MULTIPLEXES_ABOVE = '3.0.196.0';
/** Agents above this want no signs of life inside the multiplexed stream. */
const KEEPS_QUIET_ABOVE = '3.1.1511.0';

const MAX_CHARACTERS = 1024;

/** One connection for the whole session; one after another; or several at once. */
export type PortMode = 'standard' | 'basic' | 'multiplexed';

/** What a port session's document says, its parameters filled in; all of them are text, and '' when they are absent. */
export type PortProperties = { portNumber: string; localPortNumber: string; type: string; host: string };

/** What the two versions and the document decide of a port session. */
export type PortTerms = { mode: PortMode; keepsAlive: boolean; endsByFlag: boolean };

/** Reads the properties of a port session; throws a WireError for one that is not text. */
export function readPortProperties(properties: JsonObject): PortProperties {
  return {
    portNumber: textMember(properties, 'portNumber', MAX_CHARACTERS),
    localPortNumber: textMember(properties, 'localPortNumber', MAX_CHARACTERS),
    type: textMember(properties, 'type', MAX_CHARACTERS),
    host: textMember(properties, 'host', MAX_CHARACTERS),
  };
}

/** Decides as both reference programs do; this client is new enough for everything, so only the agent's version counts. */
export function portTerms({ type }: PortProperties, agentVersion: string): PortTerms {
  const multiplexes = isNewerThan(agentVersion, MULTIPLEXES_ABOVE);
  return {
    mode: type !== 'LocalPortForwarding' ? 'standard' : multiplexes ? 'multiplexed' : 'basic',
    keepsAlive: !isNewerThan(agentVersion, KEEPS_QUIET_ABOVE),
    endsByFlag: isNewerThan(agentVersion, TERMINATES_ABOVE),
  };
}
