import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** Time of a reservation in the lives of a ledger, in ms. */
export const reservationMs = 60_000

const numberOf = (id: string) => BigInt(id.split('-')[1] ?? 0)
/** Amount that a request sets aside. */
export const amountOf = (id: string): bigint => 50n + (numberOf(id) % 7n)
/** Cost that it is settled with: at times more than was set aside. */
export const costOf = (id: string): bigint => 1n + ((numberOf(id) * 13n) % 60n)
const chargeOf = (id: string) => (costOf(id) < amountOf(id) ? costOf(id) : amountOf(id))

/** One line of a life. */
export type Report =
  | {
      readonly kind: 'recovered'
      readonly budgets: readonly {
        readonly name: string
        readonly spent: string
        readonly reserved: string
      }[]
      /** Reservations in the table. */
      readonly left: number
    }
  | { readonly kind: 'reserving' | 'reserved' | 'settling' | 'settled'; readonly id: string }

/** A ledger that is killed again and again, and what it must have charged. */
export interface LedgerLives {
  /** Runs one life to the given line, and kills it. Returns what was wrong when it began. */
  live(haltAfter: number): Promise<readonly string[]>
  /** Number of requests that were settled for certain. */
  readonly settled: number
}

export function createLives(program: string, kind: 'directory' | 'url', place: string): LedgerLives {
  let life = 0
  let expected = 0n
  let settled = 0
  /** Settlements of which nobody knows whether they were committed. */
  let open: readonly string[] = []

  return {
    get settled() {
      return settled
    },
    async live(haltAfter) {
      life += 1
      const child = spawn(process.execPath, [program, kind, place, String(life), open.join(',')], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const ended = once(child, 'exit')
      const faults: string[] = []
      const settling = new Set<string>()
      let lines = 0
      for await (const text of createInterface({ input: child.stdout! })) {
        const line = JSON.parse(text) as Report
        if (line.kind === 'recovered') {
          // Those that were open are charged by now, once.
          for (const id of open) expected += chargeOf(id)
          faults.push(...faultsOf(line, expected))
          open = []
        } else if (line.kind === 'settling') settling.add(line.id)
        else if (line.kind === 'settled') {
          settling.delete(line.id)
          expected += chargeOf(line.id)
          settled += 1
        }
        // What it does after this line is not read, but counts: it is open for the next life.
        if (lines++ === haltAfter) child.kill('SIGKILL')
      }
      await ended
      open = [...settling]
      if (lines === 0) faults.push('it ended before it reported')
      return faults
    },
  }
}

/** Kills a ledger at drawn points. Returns everything that was wrong, at any of them. */
export async function survive(lives: LedgerLives, count: number): Promise<readonly string[]> {
  const faults: string[] = []
  for (const point of [...points(count, 7), 0]) faults.push(...(await lives.live(point)))
  return lives.settled > count ? faults : [...faults, `only ${lives.settled} requests were settled`]
}

/** Lines after which lives end: the same in each run. */
const points = (count: number, seed: number): readonly number[] => {
  let state = seed
  return Array.from({ length: count }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return 1 + ((state >>> 8) % 97)
  })
}

function faultsOf({ budgets, left }: Extract<Report, { kind: 'recovered' }>, expected: bigint): string[] {
  const wrong = budgets.flatMap(({ name, spent, reserved }) => [
    ...(BigInt(spent) === expected ? [] : [`${name} has spent ${spent}, not ${expected}`]),
    ...(reserved === '0' ? [] : [`${name} still has ${reserved} reserved`]),
  ])
  return left === 0 ? wrong : [...wrong, `${left} reservations outlive their time`]
}
