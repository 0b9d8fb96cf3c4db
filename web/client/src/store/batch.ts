const FRAME_MILLIS = 16;

const waiting = new Set<() => void>();
let planned = false;
let lastAt = Number.NEGATIVE_INFINITY;

/**
 * Gathers changes of stores: a resume brings hundreds of frames, and the page needs not be drawn for each. The first
 * change after a pause is shown at once. All stores are read at the same moment, so that a message never shows in
 * two places or in none.
 */
export function soon(listener: () => void): void {
  waiting.add(listener);
  if (planned) return;
  planned = true;
  const rest = FRAME_MILLIS - (performance.now() - lastAt);
  if (rest <= 0) queueMicrotask(flush);
  else setTimeout(flush, rest);
}

export function cancel(listener: () => void): void {
  waiting.delete(listener);
}

function flush(): void {
  planned = false;
  lastAt = performance.now();
  const listeners = [...waiting];
  waiting.clear();
  for (const listener of listeners) listener();
}
