import type { Receipt } from '@subnetkit/core/validator'

/** Explains a miner's result in one phrase, from everyone's receipts. */
export function reasonFor(
  hotkey: string,
  receipts: readonly Receipt[],
  nameOf: (hotkey: string) => string,
): string {
  const own = receipts.filter((receipt) => receipt.hotkey === hotkey)
  const scored = own.filter(({ outcome }) => outcome === 'scored')
  if (own.length === 0) return 'was never asked'
  if (scored.length === 0) return failure(own)

  const paid = scored.filter(({ score }) => score > 0)
  const rate = `${paid.length} of ${own.length} paid`
  if (paid.length * 20 > own.length) {
    const ms = Math.round(paid.reduce((sum, { latencyMs }) => sum + latencyMs, 0) / paid.length)
    return `${rate}, ${ms} ms on average`
  }
  if (isConstant(scored)) return `says the same to every question: ${rate}`
  const rival = mostCopied(scored, receipts)
  if (rival)
    return `passes on answers of ${nameOf(rival.hotkey)} (${rival.count} of ${scored.length}): ${rate}`
  return `valid but wrong: ${rate}`
}

/** The most frequent reason among tasks that were not scored. */
function failure(receipts: readonly Receipt[]): string {
  const counts = new Map<string, number>()
  for (const { outcome, reason } of receipts) {
    const text = `${outcome}: ${plain(reason ?? 'no reason given')}`
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  const [most] = [...counts].sort(([, left], [, right]) => right - left)
  return most?.[0] ?? ''
}

/** Longest reason that a table can hold, in characters. */
const longest = 80

/**
 * The first problem. Codes, endpoints and figures that differ from task to task are left out: they do not help a reader
 * of the table.
 */
function plain(reason: string): string {
  const [first = ''] = reason
    .replace(/^[A-Z_]+: /, '')
    .replace(/ (of|from) \S+:\d+( within \d+ ms)?/, '')
    .split(';')
  return first.length <= longest ? first : `${first.slice(0, first.lastIndexOf(' ', longest))} …`
}

/** True if each synapse has one answer to everything. */
function isConstant(receipts: readonly Receipt[]): boolean {
  const [answers, synapses] = [
    new Set(receipts.map(({ answerHash }) => answerHash)),
    new Set(receipts.map(({ synapse }) => synapse)),
  ]
  return receipts.length > synapses.size && answers.size <= synapses.size
}

/** The miner that these answers were copied from, if another one gave more than half of them to its own questions. */
function mostCopied(
  own: readonly Receipt[],
  all: readonly Receipt[],
): { hotkey: string; count: number } | null {
  const authors = new Map<string, Map<string, number>>()
  for (const { hotkey, answerHash } of all) {
    if (answerHash === null) continue
    const hashes = authors.get(hotkey) ?? new Map<string, number>()
    authors.set(hotkey, hashes.set(answerHash, (hashes.get(answerHash) ?? 0) + 1))
  }
  let best: { hotkey: string; count: number } | null = null
  for (const [hotkey, hashes] of authors) {
    if (hotkey === own[0]?.hotkey) continue
    const count = own.filter(({ answerHash }) => answerHash !== null && hashes.has(answerHash)).length
    if (count * 2 > own.length && count > (best?.count ?? 0)) best = { hotkey, count }
  }
  return best
}
