import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { World } from './testing/world';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

test('a bridge says from its start how many terminals are open in it', async () => {
  await world.openBridge();
  await vi.waitFor(() => {
    const lines = world.logged.map((line) => JSON.parse(line) as { openTerminals?: number; msg: string });
    expect(lines).toContainEqual(expect.objectContaining({ openTerminals: 0, msg: 'terminals open here' }));
  }, 20_000);
});
