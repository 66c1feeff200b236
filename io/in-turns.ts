/**
 * Does the same with each of many things, so many at a time. What comes out is in the order of what went in. After an error nothing more is begun, and it is
 * thrown when all that was begun has ended: nothing goes on behind anybody's back.
 */
export const inTurns = async <T, R>(items: readonly T[], atOnce: number, work: (item: T, index: number) => Promise<R>): Promise<readonly R[]> => {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      try {
        results[index] = await work(items[index] as T, index);
      } catch (error) {
        next = items.length;
        throw error;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: atOnce }, worker));
  const failed = ends.find(end => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return results;
};
