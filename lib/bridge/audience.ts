import type { CloseName } from '../terminal-wire/close-codes';
import type { ToBrowser } from '../terminal-wire/messages';
import type { Screen } from './screen';
import { Viewer } from './viewer';

/** How long viewers may take to read what is left when a terminal has ended. */
const LAST_BYTES_MS = 15_000;

/** One browser socket at a terminal. */
export type Attachment = {
  role: 'operate' | 'watch';
  /** The loaded page, within which input offsets count. */
  page: string;
  tell(message: ToBrowser): void;
  show(frame: Uint8Array): void;
  close(name: CloseName): void;
};

/** Everybody who looks at one terminal, each with a cursor of their own. */
export class Audience {
  readonly #screen: Screen;
  readonly #viewers = new Map<Attachment, Viewer>();

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** Takes a browser in that has shown output up to `offset`. Nothing is sent before its viewer is pulled. */
  add(attachment: Attachment, offset: number): Viewer {
    const viewer = new Viewer(this.#screen, offset, (frame) => attachment.show(frame));
    this.#viewers.set(attachment, viewer);
    this.#screen.viewers.add(viewer);
    return viewer;
  }

  /** Lets a browser go; false when it had gone already. */
  remove(attachment: Attachment): boolean {
    const viewer = this.#viewers.get(attachment);
    if (!viewer) return false;
    viewer.close();
    this.#screen.viewers.delete(viewer);
    this.#viewers.delete(attachment);
    return true;
  }

  /** One browser's screen has shown output up to here; false when that cannot be. */
  shown(attachment: Attachment, offset: number): boolean {
    return this.#viewers.get(attachment)?.shown(offset) ?? true;
  }

  tellAll(message: ToBrowser, except?: Attachment): void {
    for (const attachment of this.#viewers.keys()) if (attachment !== except) attachment.tell(message);
  }

  /** Tells the sockets of one of the operator's pages. */
  tellPage(page: string, message: ToBrowser): void {
    for (const attachment of this.#viewers.keys()) {
      if (attachment.page === page && attachment.role === 'operate') attachment.tell(message);
    }
  }

  hasOperator(): boolean {
    for (const attachment of this.#viewers.keys()) if (attachment.role === 'operate') return true;
    return false;
  }

  /** Everybody reads what is left at their own pace, then the reason, then the line is closed. */
  async farewell(message: ToBrowser): Promise<void> {
    const leaving = [...this.#viewers].map(
      ([attachment, viewer]) =>
        new Promise<void>((resolve) => {
          const leave = () => {
            clearTimeout(patience);
            attachment.tell(message);
            attachment.close('ended');
            resolve();
          };
          const patience = setTimeout(leave, LAST_BYTES_MS);
          viewer.finish(leave);
        }),
    );
    await Promise.all(leaving);
  }

  /** Sends everybody away at once. */
  release(name: CloseName): void {
    for (const [attachment, viewer] of [...this.#viewers]) {
      viewer.close();
      attachment.close(name);
    }
  }
}
