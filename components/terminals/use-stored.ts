'use client';

import { useEffect, useRef, useState } from 'react';

/** Under which name a browser keeps whether its terminals are read aloud. */
export const READER_KEY = 'postern.terminal.reader';

/** A small setting of this browser; read after the first paint, so that server and browser draw the same page. */
export function useStored<Value extends string | number | boolean>(
  key: string,
  fallback: Value,
  read: (text: string) => Value,
) {
  const [value, setValue] = useState(fallback);
  const reader = useRef(read);
  useEffect(() => {
    const stored = localStorage.getItem(key);
    if (stored !== null) setValue(reader.current(stored));
  }, [key]);
  const store = (next: Value) => {
    localStorage.setItem(key, String(next));
    setValue(next);
  };
  return [value, store] as const;
}
