import type { Marks } from '../wire/model.js';

/** Marks only rise, and read implies delivered. The same object where nothing changes. */
export function raise(marks: Marks, by: Partial<Marks>): Marks {
  const read = Math.max(marks.read, by.read ?? 0);
  const delivered = Math.max(marks.delivered, by.delivered ?? 0, read);
  return read === marks.read && delivered === marks.delivered ? marks : { delivered, read };
}
