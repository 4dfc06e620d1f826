import { expect, test } from 'vitest';
import { parseSession } from './parse-session';

const session = { sessionId: 'ecs-execute-command-1', streamUrl: 'wss://example.com/v1/1', token: 'secret' };

test.each([
  { sessionId: session.sessionId, streamUrl: session.streamUrl, tokenValue: session.token },
  { SessionId: session.sessionId, StreamUrl: session.streamUrl, TokenValue: session.token, $metadata: {} },
])('reads either spelling', (given) => {
  expect(parseSession(given)).toEqual(session);
});

test.each([
  undefined,
  null,
  'text',
  {},
  { sessionId: 'one', streamUrl: 'wss://example.com' },
  { sessionId: '', streamUrl: 'wss://example.com', tokenValue: 'secret' },
  { sessionId: 'x'.repeat(97), streamUrl: 'wss://example.com', tokenValue: 'secret' },
  { sessionId: 'one', streamUrl: 'https://example.com', tokenValue: 'secret' },
  { sessionId: 'one', streamUrl: 'javascript:alert(1)', tokenValue: 'secret' },
  { sessionId: 'one', streamUrl: 'wss://example.com/v1/1#part', tokenValue: 'secret' },
  { sessionId: 'one', streamUrl: 17, tokenValue: 'secret' },
])('refuses %j without repeating the token', (given) => {
  const refused = (() => {
    try {
      return parseSession(given);
    } catch (error) {
      return error;
    }
  })();
  expect(refused).toBeInstanceOf(Error);
  expect(String(refused)).not.toContain('secret');
});
