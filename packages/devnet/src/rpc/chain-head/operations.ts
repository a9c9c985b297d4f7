import { reasonOf } from '@subnetkit/base'
import type { StorageItem } from './storage-items.js'

/** Storage operations that wait for their client, as on a node. */
const MAX_WAITING = 16
/** Items and characters of one page, after which an operation waits for its client. */
const PAGE_ITEMS = 1000
const PAGE_CHARACTERS = 4 * 1024 * 1024

export type Started = { readonly result: 'limitReached' } | Running

interface Running {
  readonly result: 'started'
  readonly operationId: string
}

/** The operations of one follower. Each ends at once, but for listings of many entries, which come in pages. */
export class Operations {
  readonly #push: (event: unknown) => void
  readonly #waiting = new Map<string, Iterator<StorageItem>>()
  #last = 0

  constructor(push: (event: unknown) => void) {
    this.#push = push
  }

  /** Carries out `work`, whose fields go into an event of this name. */
  run(event: string, work: () => Readonly<Record<string, unknown>>): Started {
    const operationId = this.#next()
    try {
      this.#push({ event, operationId, ...work() })
    } catch (error) {
      this.#push({ event: 'operationError', operationId, error: reasonOf(error) })
    }
    return { result: 'started', operationId }
  }

  /** Sends items in pages. */
  list(items: Iterator<StorageItem>): Started {
    if (this.#waiting.size >= MAX_WAITING) return { result: 'limitReached' }
    const operationId = this.#next()
    this.#sendPage(operationId, items)
    return { result: 'started', operationId }
  }

  continue(operationId: string): void {
    const items = this.#waiting.get(operationId)
    // An operation that does not wait has ended, whose id is as good as none.
    if (items) this.#sendPage(operationId, items)
  }

  stop(operationId: string): void {
    this.#waiting.delete(operationId)
  }

  clear(): void {
    this.#waiting.clear()
  }

  #next = (): string => String(++this.#last)

  #sendPage(operationId: string, source: Iterator<StorageItem>): void {
    const { items, isDone } = takePage(source)
    if (items.length > 0) this.#push({ event: 'operationStorageItems', operationId, items })
    if (isDone) this.#waiting.delete(operationId)
    else this.#waiting.set(operationId, source)
    this.#push({ event: isDone ? 'operationStorageDone' : 'operationWaitingForContinue', operationId })
  }
}

function takePage(source: Iterator<StorageItem>): {
  readonly items: StorageItem[]
  readonly isDone: boolean
} {
  const items: StorageItem[] = []
  let characters = 0
  while (items.length < PAGE_ITEMS && characters < PAGE_CHARACTERS) {
    const { done, value } = source.next()
    if (done) return { items, isDone: true }
    items.push(value)
    characters += value.key.length + (value.value?.length ?? 0)
  }
  return { items, isDone: false }
}
