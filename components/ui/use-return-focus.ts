'use client';

import { useRef } from 'react';

/**
 * Gives the keyboard back to whatever had it before an overlay opened. The overlays here are opened by state rather
 * than by a trigger of their own, so without this the focus would fall to the top of the page.
 */
export function useReturnFocus(): { onOpen: () => void; onCloseAutoFocus: (event: Event) => void } {
  const opener = useRef<Element | null>(null);
  return {
    onOpen: () => {
      opener.current = document.activeElement;
    },
    onCloseAutoFocus: (event) => {
      event.preventDefault();
      if (opener.current instanceof HTMLElement && opener.current.isConnected) opener.current.focus();
    },
  };
}
