import { isSubnetError } from '@subnetkit/base'

interface Writing<Item> {
  /** Writes some values, all or none. */
  readonly write: (items: readonly Item[]) => Promise<unknown>
  readonly sizeOf: (item: Item) => number
  readonly mostItems: number
  readonly mostSize: number
}

/**
 * Returns how to write one value. Those that come while a write is under way are written together by the next one, so
 * that a hundred answers at once cost a few statements. A value that cannot be written fails alone.
 */
export function writeTogether<Item>({ write, sizeOf, mostItems, mostSize }: Writing<Item>) {
  interface Waiting {
    readonly item: Item
    readonly resolve: () => void
    readonly reject: (error: unknown) => void
  }
  const waiting: Waiting[] = []
  let isWriting = false

  function takeBatch(): Waiting[] {
    let [count, size] = [0, 0]
    for (const { item } of waiting) {
      size += sizeOf(item)
      if (count > 0 && (count === mostItems || size > mostSize)) break
      count += 1
    }
    return waiting.splice(0, count)
  }
  async function writeBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      await write(batch.map(({ item }) => item))
      for (const { resolve } of batch) resolve()
    } catch (error) {
      // An error with a code is the database's own, and each value would meet it.
      if (batch.length > 1 && !isSubnetError(error)) for (const one of batch) await writeBatch([one])
      else for (const { reject } of batch) reject(error)
    }
  }
  async function writeAll(): Promise<void> {
    if (isWriting) return
    isWriting = true
    while (waiting.length > 0) await writeBatch(takeBatch())
    isWriting = false
  }
  return (item: Item): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      void writeAll()
    })
}
