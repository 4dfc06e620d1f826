'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { lastLineOf, type Picture } from '@/lib/domain/recordings/picture';
import { classNames } from '../ui/class-names';
import { drawPicture } from './draw-picture';
import { onThemeChange } from './terminal-theme';

/**
 * A terminal's screen as a small moving picture, in the terminal's own colours. It is drawn, so that nothing of it is read as text; who
 * cannot see it hears its last line when they come to it.
 */
export function Miniature({
  picture,
  fontPx = 8.5,
  linePx = 11.5,
  className,
}: {
  picture: Picture | null;
  fontPx?: number;
  linePx?: number;
  className?: string;
}) {
  const t = useTranslations('parts');
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const sheet = canvas.current;
    if (sheet === null) return;
    const draw = () => drawPicture(sheet, picture, { fontPx, linePx });
    draw();
    const resized = new ResizeObserver(draw);
    resized.observe(sheet);
    const themed = onThemeChange(draw);
    document.fonts.addEventListener('loadingdone', draw);
    return () => {
      resized.disconnect();
      themed();
      document.fonts.removeEventListener('loadingdone', draw);
    };
  }, [picture, fontPx, linePx]);
  const line = picture === null ? '' : lastLineOf(picture);
  return (
    <div className={classNames('overflow-hidden bg-term-bg', className)}>
      <canvas ref={canvas} aria-hidden data-miniature className="block size-full" />
      {line === '' ? null : <p className="sr-only">{t('lastLine', { line })}</p>}
    </div>
  );
}
