/** A value that changes and says so. Values are immutable: a change is a new value. */
export interface Readable<T> {
  get(): T;
  /** Calls `listener` after each change, until the returned function is called. */
  subscribe(listener: () => void): () => void;
}

export class Store<T> implements Readable<T> {
  readonly #listeners = new Set<() => void>();
  #value: T;

  constructor(initial: T) {
    this.#value = initial;
    this.get = this.get.bind(this);
    this.subscribe = this.subscribe.bind(this);
  }

  get(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }

  update(change: (value: T) => T): void {
    this.set(change(this.#value));
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** One store for each key, made when first asked for. */
export class StoreMap<T> {
  readonly #stores = new Map<string, Store<T>>();

  constructor(private readonly initial: (key: string) => T) {}

  of(key: string): Store<T> {
    let store = this.#stores.get(key);
    if (store === undefined) {
      store = new Store(this.initial(key));
      this.#stores.set(key, store);
    }
    return store;
  }

  keys(): string[] {
    return [...this.#stores.keys()];
  }

  /** Sets every value back; who listens stays. */
  reset(key: string): void {
    this.#stores.get(key)?.set(this.initial(key));
  }
}
