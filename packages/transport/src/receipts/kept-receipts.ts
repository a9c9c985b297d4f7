import { headBytes, recountHead, skimProof } from './encoding.js'
import type { ReceiptGroup } from './seal-batch.js'

/** Signed receipts that wait for their callers, bounded per caller and in total. */
export interface KeptReceipts {
  add(groups: ReadonlyMap<string, ReceiptGroup>, now: number): void
  /** Takes receipts that no answer has carried yet, at most `maxBytes`, oldest first; null for none. */
  carry(caller: string, maxBytes: number): Buffer | null
  /** Returns the receipts for these requests of this caller. */
  find(caller: string, requests: ReadonlySet<string>): Buffer
  /** Receipts kept. */
  readonly size: number
  /** Receipts forgotten before anything carried them. */
  readonly dropped: number
}

interface Limits {
  readonly keepMs: number
  readonly maxKept: number
  readonly maxKeptPerCaller: number
}

interface Kept extends ReceiptGroup {
  readonly since: number
  /** Receipts that answers have carried, and where the first of the others begins. */
  sent: number
  sentBytes: number
}

interface CallerReceipts {
  /** Oldest first. */
  readonly groups: Kept[]
  number: number
}

export function createKeptReceipts({ keepMs, maxKept, maxKeptPerCaller }: Limits): KeptReceipts {
  const callers = new Map<string, CallerReceipts>()
  let size = 0
  let dropped = 0

  function forgetOldest(caller: string, own: CallerReceipts): void {
    const group = own.groups.shift()!
    own.number -= group.number
    size -= group.number
    dropped += group.number - group.sent
    if (own.groups.length === 0) callers.delete(caller)
  }

  function shrinkTo(most: number): void {
    for (const [caller, own] of callers) {
      while (own.number > most && own.groups.length > 0) forgetOldest(caller, own)
    }
  }

  /** At the expense of those who hold most; a caller cannot push out the receipts of others. */
  function makeRoom(): void {
    for (let most = maxKeptPerCaller; size > maxKept && most > 1; ) {
      most = Math.floor(most / 2)
      shrinkTo(most)
    }
    for (const [caller, own] of callers) {
      if (size <= maxKept) return
      forgetOldest(caller, own)
    }
  }

  return {
    add(groups, now) {
      for (const [caller, own] of callers) {
        while (own.groups[0] && now - own.groups[0].since > keepMs) forgetOldest(caller, own)
      }
      for (const [caller, group] of groups) {
        const own = callers.get(caller) ?? { groups: [], number: 0 }
        callers.set(caller, own)
        own.groups.push({ ...group, since: now, sent: 0, sentBytes: 0 })
        own.number += group.number
        size += group.number
      }
      shrinkTo(maxKeptPerCaller)
      makeRoom()
    },

    carry(caller, maxBytes) {
      const parts: Buffer[] = []
      let room = maxBytes
      for (const group of callers.get(caller)?.groups ?? []) {
        if (group.sent === group.number) continue
        room -= headBytes
        const from = group.sentBytes
        const before = group.sent
        while (group.sent < group.number) {
          const { next } = skimProof(group.proofs, group.sentBytes, group.count)
          if (next - group.sentBytes > room) break
          room -= next - group.sentBytes
          group.sentBytes = next
          group.sent++
        }
        if (group.sent === before) break
        parts.push(recountHead(group.head, group.sent - before), group.proofs.subarray(from, group.sentBytes))
      }
      return parts.length === 0 ? null : Buffer.concat(parts)
    },

    find(caller, requests) {
      const parts: Buffer[] = []
      for (const group of callers.get(caller)?.groups ?? []) {
        const found: Buffer[] = []
        let fresh = 0
        for (let at = 0; at < group.proofs.length; ) {
          const { request, next } = skimProof(group.proofs, at, group.count)
          if (requests.has(request)) {
            found.push(group.proofs.subarray(at, next))
            if (at >= group.sentBytes) fresh++
          }
          at = next
        }
        if (found.length === 0) continue
        // Answers need not carry what was asked for.
        if (fresh === group.number - group.sent) {
          group.sent = group.number
          group.sentBytes = group.proofs.length
        }
        parts.push(recountHead(group.head, found.length), ...found)
      }
      return Buffer.concat(parts)
    },

    get size() {
      return size
    },
    get dropped() {
      return dropped
    },
  }
}
