const TRY_EVERY_MS = 1_000;

/**
 * Fetches the grid's own code, which needs a window. Where that fails, the page waits until the server answers again and is then
 * loaded anew: the browser keeps a failed module as failed for the life of the page. Never settles once it is not wanted.
 */
export async function loadScreen(isWanted: () => boolean): Promise<typeof import('./screen')> {
  try {
    return await import('./screen');
  } catch {
    const look = async () => {
      if (!isWanted()) return;
      const answer = await fetch('/api/health', { cache: 'no-store' }).catch(() => null);
      if (answer?.ok && isWanted()) location.reload();
      else setTimeout(() => void look(), TRY_EVERY_MS);
    };
    setTimeout(() => void look(), TRY_EVERY_MS);
    return new Promise(() => undefined);
  }
}
