import type { Clock } from '@netmgr/client';
import type { ProtocolError } from '@netmgr/client/protocol';
import { EchoLink } from './echo-link.ts';
import {
  type AcceptLink,
  bufferedCostOf,
  type Link,
  type LinkCloseHow,
  type LinkListener,
  type Signal,
  tellSignal,
} from './link.ts';

/**
 * Makes one connection look like several: the main branch talks with the client, each echo hears the same and talks to nobody.
 * They share one socket, which is read only while none of them is paused.
 */
export class ForkedLink implements LinkListener {
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #pausing: Set<Link> = new Set();
  readonly #echoes: Set<EchoLink> = new Set();
  #main: LinkListener | undefined;

  constructor(link: Link, clock: Clock) {
    this.#link = link;
    this.#clock = clock;
  }

  /** Offers the main branch. Tells whether it was taken. */
  acceptMain(accept: AcceptLink): boolean {
    const link = this.#link;
    const main: Link = {
      kind: link.kind,
      peerName: link.peerName,
      send: (bytes) => link.send(bytes),
      end: (code) => link.end(code),
      signal: (signal) => link.signal?.(signal),
      reset: () => link.reset(),
      pause: () => this.#pause(main, true),
      resume: () => this.#pause(main, false),
      get bufferedBytes() {
        return link.bufferedBytes;
      },
      get bufferedCost() {
        return bufferedCostOf(link);
      },
    };
    this.#main = accept(main);
    return this.#main !== undefined;
  }

  /** Offers an echo, which ends `lingerMs` after the main branch. */
  acceptEcho(lingerMs: number, accept: AcceptLink): void {
    const echo: EchoLink = new EchoLink({
      link: this.#link,
      clock: this.#clock,
      lingerMs,
      onPause: (isPaused) => this.#pause(echo, isPaused),
      onGone: () => this.#echoes.delete(echo),
    });
    this.#echoes.add(echo);
    const listener = accept(echo);
    if (listener === undefined) this.#echoes.delete(echo);
    else echo.attach(listener);
  }

  onBytes(bytes: Uint8Array): void {
    this.#main?.onBytes(bytes);
    for (const echo of this.#echoes) echo.hear((listener) => listener.onBytes(bytes));
  }

  /** The client's one answer is for one of them; an echo answers for itself. */
  onSignal(signal: Signal): void {
    if (this.#main !== undefined) tellSignal(this.#link, this.#main, signal);
  }

  onEnd(): void {
    this.#main?.onEnd();
    for (const echo of this.#echoes) echo.hearEnd();
  }

  onViolation(error: ProtocolError): void {
    this.#main?.onViolation(error);
    for (const echo of this.#echoes) echo.hear((listener) => listener.onViolation(error));
  }

  onClose(how: LinkCloseHow): void {
    this.#main?.onClose(how);
    for (const echo of this.#echoes) echo.hearClose(how);
  }

  #pause(branch: Link, isPaused: boolean): void {
    const wasPaused = this.#pausing.size > 0;
    if (isPaused) this.#pausing.add(branch);
    else this.#pausing.delete(branch);
    if (wasPaused === this.#pausing.size > 0) return;
    if (wasPaused) this.#link.resume();
    else this.#link.pause();
  }
}
