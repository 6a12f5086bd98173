// The page's side channel to the demo: it works when the game's connection does not.

/** What is to be wrong with the link. */
export interface FaultWish {
  latencyMs: number;
  jitterMs: number;
  splits: boolean;
  stalls: boolean;
}

/** A link without faults. */
export const NO_FAULTS: Readonly<FaultWish> = { latencyMs: 0, jitterMs: 0, splits: false, stalls: false };

interface Link {
  readonly id: string;
  readonly url: string;
}

/** Commands of this page, for its own link, its own pilot and the server. Each rejects when the demo does not do it. */
export class DemoApi {
  readonly #token: string;
  readonly #key: string;
  #link: Link | undefined;
  #wish: FaultWish = { ...NO_FAULTS };

  private constructor(token: string, key: string) {
    this.#token = token;
    this.#key = key;
  }

  /** Reads what the page is told when it begins. `key` is the pilot's. */
  static async load(key: string): Promise<{ api: DemoApi; bots: number }> {
    const response = await fetch('config.json');
    if (!response.ok) throw new Error(`config.json: ${response.status}`);
    const { token, bots } = (await response.json()) as { token: string; bots: number };
    return { api: new DemoApi(token, key), bots };
  }

  /** Tells where to dial: the visitor's own link, which is opened anew should the demo have closed it. */
  async linkUrl(): Promise<string> {
    const before = this.#link?.id;
    this.#link = (await this.#run('link', before === undefined ? {} : { link: before })) as Link;
    if (before !== undefined && this.#link.id !== before) await this.wish(this.#wish);
    return this.#link.url;
  }

  /** Says what is to be wrong with the link. */
  async wish(wish: FaultWish): Promise<void> {
    this.#wish = { ...wish };
    await this.#run('faults', { link: this.#link?.id, ...wish });
  }

  /** Strikes the present connection. */
  async strike(blow: 'halfOpen' | 'reset'): Promise<void> {
    await this.#run('strike', { link: this.#link?.id, blow });
  }

  /** Has the server send this pilot away. */
  async kick(): Promise<void> {
    await this.#run('kick', { key: this.#key });
  }

  /** Restarts the server, for everybody. */
  async restart(): Promise<void> {
    await this.#run('restart', {});
  }

  /** Lets so many bots fly, for everybody. */
  async bots(count: number): Promise<void> {
    await this.#run('bots', { count });
  }

  async #run(name: string, body: object): Promise<unknown> {
    const response = await fetch(`control/${name}`, {
      method: 'POST',
      headers: { 'x-arena-token': this.#token },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error((await response.text()).trim());
    return response.json();
  }
}
