import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'

/** A task of the text subnet as it stood at b6a6e2a, with answers to it and a digit for each that says if it was right. */
export interface FrozenTask {
  readonly prompt: string
  readonly answers: readonly string[]
  readonly right: string
}

/** Places of answers: the passage reader alone, reader and model in one miner, and five samples of the model at each temperature. */
export const frozen = { reader: 0, both: 1, warm: [2, 3, 4, 5, 6], hot: [7, 8, 9, 10, 11] } as const

/** The 600 tasks, which tools/gateway/freeze-tasks.ts has written. */
export function frozenTasks(): readonly FrozenTask[] {
  const file = new URL('./fixtures/text-tasks.json.br', import.meta.url)
  return JSON.parse(brotliDecompressSync(readFileSync(file)).toString()).tasks
}
