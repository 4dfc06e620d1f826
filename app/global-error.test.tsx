import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it, vi } from 'vitest';

// Only Next's bundler makes these calls into font files.
vi.mock('next/font/local', () => ({ default: () => ({ variable: 'font' }) }));
const { default: GlobalError } = await import('./global-error');

const page = (digest?: string) =>
  renderToStaticMarkup(<GlobalError error={Object.assign(new Error('secret detail'), digest ? { digest } : {})} />);

describe('the page of last resort', () => {
  it('says what happened and what is safe in both languages, and names the fault by its number only', () => {
    const html = page('E-12345678');
    expect(html).toContain('Your open terminals are not affected.');
    expect(html).toContain('<section lang="ja"><h2');
    expect(html).toContain('使用中のターミナルに影響はありません。');
    expect(html).toContain('E-12345678');
    expect(html).not.toContain('secret detail');
    expect(page()).toContain('can find it in the log.');
  });

  it('needs no script and no style of its own, and follows the device', () => {
    const html = page();
    expect(html).not.toMatch(/<script|<style|style=|<button/);
    expect(html).toContain('<html lang="en" data-theme="system"');
    expect(html.match(/<a href="\?"/g)).toHaveLength(2);
    expect(html).toContain('<svg aria-hidden="true" width="32"');
  });
});
