/** Runs work over all items, so many at a time, and returns the results in the order of the items. */
export async function sideBySide<T, R>(
  items: readonly T[],
  lanes: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const open = items.entries()
  const lane = async () => {
    for (const [position, item] of open) results[position] = await work(item)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return results
}
