import type { SlotNotice } from '../commitment/notice.js'

/** Notice of a validator, and the block that set it. */
export type NoticeOnChain = Pick<SlotNotice, 'receipts' | 'committed'> & { readonly setAt: number }

/** Returns the notice that a block holds; null without a commitment. */
export type NoticeAt = (block: number) => Promise<NoticeOnChain | null>

/** Notices of validators that were read from a chain. Many rounds are under one root, and lead back over the same notices. */
export interface NoticeCache {
  /** Returns the reader of one slot, which reads no notice twice. */
  reading(slot: string, noticeAt: NoticeAt): NoticeAt
}

/** Blocks that are known to hold one notice, or none. */
interface Span {
  readonly from: number
  readonly to: number
  readonly notice: NoticeOnChain | null
}

/** Keeps notices while a file is checked. For past blocks alone, which do not change any more. */
export function createNoticeCache(): NoticeCache {
  const slots = new Map<string, Map<number, Span>>()
  return {
    reading(slot, noticeAt) {
      // By the last block of each span.
      const spans = slots.get(slot) ?? new Map<number, Span>()
      slots.set(slot, spans)
      const known = sortedEnds(spans)
      return async (block) => {
        const span = known.holding(block)
        if (span !== undefined) return span.notice
        const notice = await noticeAt(block)
        // A commitment stays as it is until the block that sets the next one.
        known.add({ from: notice?.setAt ?? block, to: block, notice })
        return notice
      }
    },
  }
}

function sortedEnds(spans: Map<number, Span>) {
  const ends = [...spans.keys()].sort((one, other) => one - other)
  /** Index of the first end that is not before a block. */
  function search(block: number): number {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (ends[middle]! < block) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    holding(block: number): Span | undefined {
      const span = spans.get(ends[search(block)] ?? -1)
      return span !== undefined && span.from <= block ? span : undefined
    },
    add(span: Span): void {
      if (!spans.has(span.to)) ends.splice(search(span.to), 0, span.to)
      spans.set(span.to, span)
    },
  }
}
