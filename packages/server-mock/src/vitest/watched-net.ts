import { type MessageHandler, type MessageType, NetMgr, type NetMgrEvents, type NetMgrOptions } from '@netmgr/client';

type Listener<Name extends keyof NetMgrEvents> = (...args: NetMgrEvents[Name]) => void;

/** A NetMgr that keeps what its callbacks threw, unless the test listens to `error` itself and so hears of it. */
export class WatchedNet extends NetMgr {
  readonly #failures: unknown[] = [];
  #errorListeners = 0;

  constructor(options: NetMgrOptions) {
    super(options);
    super.on('error', (error) => {
      if (error.code === 'HANDLER_FAILED' && this.#errorListeners === 0) this.#failures.push(error.cause ?? error);
    });
  }

  /** Lists what was thrown and nobody heard of. */
  get failures(): readonly unknown[] {
    return this.#failures;
  }

  override on<Name extends keyof NetMgrEvents>(event: Name, listener: Listener<Name>): () => void {
    return event === 'error' ? this.#onError(listener as Listener<'error'>) : super.on(event, listener);
  }

  override once<Name extends keyof NetMgrEvents>(event: Name, listener: Listener<Name>): () => void;
  override once<T>(type: MessageType<T>, handler: MessageHandler<T>): () => void;
  override once(subject: keyof NetMgrEvents | MessageType<unknown>, callback: unknown): () => void {
    if (typeof subject !== 'string') return super.once(subject, callback as MessageHandler<unknown>);
    if (subject !== 'error') return super.once(subject, callback as Listener<typeof subject>);
    const off = this.#onError((error) => {
      off();
      (callback as Listener<'error'>)(error);
    });
    return off;
  }

  #onError(listener: Listener<'error'>): () => void {
    this.#errorListeners++;
    const remove = super.on('error', (error) => {
      try {
        listener(error);
      } catch (failure) {
        this.#failures.push(failure);
      }
    });
    let isListening = true;
    return () => {
      if (isListening) this.#errorListeners--;
      isListening = false;
      remove();
    };
  }
}
