import 'server-only';
import { checkHealth } from '../use-cases/health';
import { webDeps } from './deps';

/** 200 when requests can be served, else 503 with the reason; for load balancers and `npm start`. */
export async function health(): Promise<Response> {
  const answer = await checkHealth(webDeps());
  return Response.json(answer, { status: answer.ok ? 200 : 503, headers: { 'Cache-Control': 'no-store' } });
}
