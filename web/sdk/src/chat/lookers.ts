/** Which conversations somebody looks at, and when the last one turns away. */
export class Lookers {
  readonly #counts = new Map<string, number>();

  constructor(private readonly left: (conversation: string) => void) {}

  has(conversation: string): boolean {
    return this.#counts.has(conversation);
  }

  conversations(): string[] {
    return [...this.#counts.keys()];
  }

  /** One more looks, until the returned function is called. */
  add(conversation: string): () => void {
    this.#counts.set(conversation, (this.#counts.get(conversation) ?? 0) + 1);
    let looking = true;
    return () => {
      if (looking) this.#turnAway(conversation);
      looking = false;
    };
  }

  #turnAway(conversation: string): void {
    const count = (this.#counts.get(conversation) ?? 1) - 1;
    if (count > 0) {
      this.#counts.set(conversation, count);
    } else {
      this.#counts.delete(conversation);
      this.left(conversation);
    }
  }
}
