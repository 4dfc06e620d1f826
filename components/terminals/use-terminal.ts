'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { loadScreen } from './load-screen';
import type { Screen } from './screen';
import { type SocketLike, TerminalSocket } from './terminal-socket';
import { editAhead, fold, type TerminalState, unopened } from './terminal-state';

export type TerminalHandle = {
  state: TerminalState;
  screen: () => Screen | null;
  /** Sends keys as if typed. */
  type: (text: string) => void;
  confirmPaste: () => void;
  dropPaste: () => void;
  answerClipboard: (allow: boolean) => void;
  retryNow: () => void;
};

/** Opens a screen in `host` and a line to the bridge for one terminal, and keeps both until the page leaves. */
export function useTerminal(options: {
  terminalId: string;
  role: 'operate' | 'watch';
  host: React.RefObject<HTMLElement | null>;
  fontSize: number;
  screenReader: boolean;
  follows?: boolean;
  mintTicket: (terminalId: string, purpose: 'operate' | 'watch') => Promise<string | null>;
  /** Changes typed text before it is sent: the phone's latched keys. */
  transform: (text: string) => string;
}): TerminalHandle {
  const [state, setState] = useState(unopened);
  const screenRef = useRef<Screen | null>(null);
  const socketRef = useRef<TerminalSocket | null>(null);
  const phase = useRef(unopened.phase);
  const ahead = useRef('');
  const latest = useRef(options);
  latest.current = options;
  phase.current = state.phase;

  const patch = useCallback((more: Partial<TerminalState>) => setState((old) => ({ ...old, ...more })), []);

  const type = useCallback(
    (raw: string) => {
      const text = latest.current.transform(raw);
      if (phase.current === 'opening') {
        ahead.current = editAhead(ahead.current, text);
        patch({ typedAhead: ahead.current });
      } else if (phase.current === 'live') {
        socketRef.current?.type(text);
        patch({ waitingBytes: socketRef.current?.waitingBytes ?? 0 });
      }
    },
    [patch],
  );

  useEffect(() => {
    const host = options.host.current;
    if (host === null) return;
    let gone = false;
    let close: () => void = () => undefined;
    const readOnly = options.role === 'watch';
    void loadScreen(() => !gone)
      .then(({ openScreen }) =>
        openScreen({
          host,
          fontSize: latest.current.fontSize,
          screenReader: latest.current.screenReader,
          readOnly,
          follows: latest.current.follows,
          onInput: type,
          onBinary: (bytes) => void socketRef.current?.typeBytes(bytes),
          onSize: (size) => {
            patch({ size });
            if (!readOnly) socketRef.current?.resize();
          },
          onPaste: (text) => patch({ pasteWish: text }),
          onClipboardWish: (text) => patch({ clipboardWish: text }),
        }),
      )
      .then((screen) => {
        if (gone) {
          screen.close();
          return;
        }
        screenRef.current = screen;
        const socket = new TerminalSocket({
          connect: () =>
            new WebSocket(
              `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws/terminal`,
            ) as SocketLike,
          mintTicket: () => latest.current.mintTicket(options.terminalId, options.role),
          page: crypto.randomUUID(),
          size: () => ({ cols: screen.terminal.cols, rows: screen.terminal.rows }),
          show: (bytes, shown) => screen.write(bytes, shown),
          onMessage: (message) => {
            if (readOnly && (message.type === 'opened' || message.type === 'size')) {
              screen.fixSize(message.cols, message.rows);
            }
            setState((old) => {
              const folded = fold(old, message, Date.now());
              // The operator's own grid is the size; what the row says is what it was.
              return readOnly ? folded : { ...folded, size: old.size };
            });
            if ((message.type === 'opened' && message.status === 'live') || message.type === 'live') {
              phase.current = 'live';
              if (ahead.current !== '') socket.type(ahead.current);
              ahead.current = '';
              patch({ typedAhead: '' });
              if (!readOnly) screen.terminal.focus();
            }
            if (message.type === 'accepted') patch({ waitingBytes: socket.waitingBytes });
          },
          onLine: (line) => patch({ line, waitingBytes: socket.waitingBytes }),
          onRoundTrip: (ms) => patch({ roundTripMs: ms }),
          onInputReset: (droppedBytes) => patch({ droppedBytes }),
        });
        socketRef.current = socket;
        if (!readOnly) screen.terminal.focus();
        socket.start();
        const hurry = () => socket.hurry();
        // Another tab may have given the shell its own size; the one in front has the right to it.
        const inFront = () => {
          if (!readOnly) socket.resize();
        };
        const seen = () => {
          if (!document.hidden) socket.hurry();
        };
        addEventListener('online', hurry);
        addEventListener('focus', inFront);
        document.addEventListener('visibilitychange', seen);
        close = () => {
          removeEventListener('online', hurry);
          removeEventListener('focus', inFront);
          document.removeEventListener('visibilitychange', seen);
          socket.stop();
          screen.close();
          socketRef.current = null;
          screenRef.current = null;
        };
      });
    return () => {
      gone = true;
      close();
    };
  }, [options.terminalId, options.role, options.host, patch, type]);

  useEffect(() => screenRef.current?.setFontSize(options.fontSize), [options.fontSize]);
  useEffect(() => screenRef.current?.setScreenReader(options.screenReader), [options.screenReader]);

  return {
    state,
    screen: () => screenRef.current,
    type,
    confirmPaste: () => {
      if (state.pasteWish !== null) screenRef.current?.paste(state.pasteWish);
      patch({ pasteWish: null });
      screenRef.current?.terminal.focus();
    },
    dropPaste: () => {
      patch({ pasteWish: null });
      screenRef.current?.terminal.focus();
    },
    answerClipboard: (allow) => {
      if (allow && state.clipboardWish !== null) void navigator.clipboard.writeText(state.clipboardWish);
      patch({ clipboardWish: null });
      screenRef.current?.terminal.focus();
    },
    retryNow: () => socketRef.current?.hurry(),
  };
}
