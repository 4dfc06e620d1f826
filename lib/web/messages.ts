import enApprovals from './messages/en/approvals.json';
import enAudit from './messages/en/audit.json';
import enBastions from './messages/en/bastions.json';
import enConnect from './messages/en/connect.json';
import enFailures from './messages/en/failures.json';
import enFrame from './messages/en/frame.json';
import enLive from './messages/en/live.json';
import enParts from './messages/en/parts.json';
import enPeople from './messages/en/people.json';
import enPolicies from './messages/en/policies.json';
import enRecordings from './messages/en/recordings.json';
import enRefusals from './messages/en/refusals.json';
import enRequests from './messages/en/requests.json';
import enSignIn from './messages/en/sign-in.json';
import enStandstill from './messages/en/standstill.json';
import enTerminal from './messages/en/terminal.json';
import enTerminals from './messages/en/terminals.json';
import jaApprovals from './messages/ja/approvals.json';
import jaAudit from './messages/ja/audit.json';
import jaBastions from './messages/ja/bastions.json';
import jaConnect from './messages/ja/connect.json';
import jaFailures from './messages/ja/failures.json';
import jaFrame from './messages/ja/frame.json';
import jaLive from './messages/ja/live.json';
import jaParts from './messages/ja/parts.json';
import jaPeople from './messages/ja/people.json';
import jaPolicies from './messages/ja/policies.json';
import jaRecordings from './messages/ja/recordings.json';
import jaRefusals from './messages/ja/refusals.json';
import jaRequests from './messages/ja/requests.json';
import jaSignIn from './messages/ja/sign-in.json';
import jaStandstill from './messages/ja/standstill.json';
import jaTerminal from './messages/ja/terminal.json';
import jaTerminals from './messages/ja/terminals.json';

const english = {
  approvals: enApprovals,
  audit: enAudit,
  bastions: enBastions,
  connect: enConnect,
  failures: enFailures,
  frame: enFrame,
  live: enLive,
  parts: enParts,
  people: enPeople,
  policies: enPolicies,
  recordings: enRecordings,
  refusals: enRefusals,
  requests: enRequests,
  signIn: enSignIn,
  standstill: enStandstill,
  terminal: enTerminal,
  terminals: enTerminals,
};

/** Every sentence of the interface by noun; English is the shape that the other languages must fill. */
export type Messages = typeof english;

const japanese: Messages = {
  approvals: jaApprovals,
  audit: jaAudit,
  bastions: jaBastions,
  connect: jaConnect,
  failures: jaFailures,
  frame: jaFrame,
  live: jaLive,
  parts: jaParts,
  people: jaPeople,
  policies: jaPolicies,
  recordings: jaRecordings,
  refusals: jaRefusals,
  requests: jaRequests,
  signIn: jaSignIn,
  standstill: jaStandstill,
  terminal: jaTerminal,
  terminals: jaTerminals,
};

/** All sentences, by language. A new noun is one file per language and one line in each list above. */
export const messages: Record<'en' | 'ja', Messages> = { en: english, ja: japanese };

declare module 'next-intl' {
  interface AppConfig {
    Messages: Messages;
    Locale: 'en' | 'ja';
  }
}
