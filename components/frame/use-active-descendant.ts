import { useCallback } from 'react';

/**
 * Holds `aria-activedescendant` of a cmdk box to the row that is selected now. cmdk keeps the id of a row that filtering has
 * taken off the page when its successor carries the same value. Give the answer to the box as its ref.
 */
export function useActiveDescendant(): (box: HTMLElement | null) => (() => void) | undefined {
  return useCallback((box: HTMLElement | null) => {
    if (box === null) return undefined;
    const hold = () => {
      const selected = box.querySelector('[cmdk-item][aria-selected="true"]')?.id;
      for (const part of box.querySelectorAll('[cmdk-input], [cmdk-list]')) {
        const named = part.getAttribute('aria-activedescendant');
        if (selected === undefined) part.removeAttribute('aria-activedescendant');
        else if (named !== selected) part.setAttribute('aria-activedescendant', selected);
      }
    };
    const observer = new MutationObserver(hold);
    observer.observe(box, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['aria-selected', 'aria-activedescendant'],
    });
    hold();
    return () => observer.disconnect();
  }, []);
}
