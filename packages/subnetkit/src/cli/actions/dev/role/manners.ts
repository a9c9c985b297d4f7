import { setTimeout as sleep } from 'node:timers/promises'
import type { Protocol, Subnet, Synapse } from '@subnetkit/core'
import type { Call, Handlers } from '@subnetkit/transport'

/** Handlers of a sample miner, made from the subnet's own. */
export type MinerManner =
  /** As they are. */
  | { readonly kind: 'own' }
  /** Answers only a share of the questions and refuses the others. */
  | { readonly kind: 'seldom'; readonly share: number }
  /** Gives the answer to the question before: of the right form, and mostly wrong. */
  | { readonly kind: 'late-by-one' }
  /** Waits for a share of the deadline before it answers. */
  | { readonly kind: 'slow'; readonly share: number }

/** Manners of the miners in turn: the first is the subnet's own, the others are worse on purpose. */
const turns: readonly MinerManner[] = [
  { kind: 'own' },
  { kind: 'seldom', share: 0.6 },
  { kind: 'late-by-one' },
  { kind: 'slow', share: 0.4 },
  { kind: 'own' },
  { kind: 'seldom', share: 0.3 },
]

/** Manner of the sample miner at an index, from 0. */
export const mannerAt = (index: number): MinerManner => turns[index % turns.length] as MinerManner

/** Names a manner in the table. */
export function describeManner(manner: MinerManner): string {
  switch (manner.kind) {
    case 'own':
      return 'own handlers'
    case 'seldom':
      return `answers ${Math.round(100 * manner.share)} %`
    case 'late-by-one':
      return 'one answer behind'
    case 'slow':
      return `waits ${Math.round(100 * manner.share)} % of the deadline`
  }
}

type Handler = (call: Call<never>) => unknown

/** Handlers of a sample miner, made from those of the subnet. `random` is from 0 to 1. */
export function inManner(
  { protocol }: Pick<Subnet<Protocol, never>, 'protocol'>,
  handlers: Handlers<Protocol>,
  manner: MinerManner,
  random: () => number,
): Handlers<Protocol> {
  if (manner.kind === 'own') return handlers
  const made = Object.entries(handlers as Readonly<Record<string, Handler>>).map(([name, handler]) => {
    const synapse = protocol[name]
    if (synapse === undefined) return [name, handler]
    return [
      name,
      'kind' in synapse
        ? streaming(synapse, handler, manner, random)
        : single(synapse, handler, manner, random),
    ]
  })
  return Object.fromEntries(made) as Handlers<Protocol>
}

type Worse = Exclude<MinerManner, { kind: 'own' }>

/** Thrown where a sample miner gives no answer on purpose. */
const refuse = (): never => {
  throw new Error('this sample miner gives no answer on purpose')
}

function single(synapse: Synapse, handler: Handler, manner: Worse, random: () => number): Handler {
  const behind = oneBehind<unknown>()
  return async (call) => {
    await before(synapse, call, manner, random)
    const answer = await handler(call)
    return manner.kind === 'late-by-one' ? behind(answer) : answer
  }
}

function streaming(synapse: Synapse, handler: Handler, manner: Worse, random: () => number): Handler {
  const behind = oneBehind<readonly unknown[]>()
  return async function* (call) {
    await before(synapse, call, manner, random)
    const chunks = handler(call) as AsyncIterable<unknown>
    if (manner.kind !== 'late-by-one') return yield* chunks
    const all: unknown[] = []
    for await (const chunk of chunks) all.push(chunk)
    yield* behind(all)
  }
}

async function before(
  { deadlineMs }: Synapse,
  { signal }: Call<never>,
  manner: Worse,
  random: () => number,
): Promise<void> {
  if (manner.kind === 'seldom' && random() >= manner.share) refuse()
  if (manner.kind === 'slow') await sleep(manner.share * deadlineMs, undefined, { signal })
}

/** Returns the value before the one that is given; there is none before the first. */
function oneBehind<T>(): (value: T) => T {
  let last: { readonly value: T } | null = null
  return (value) => {
    const earlier = last
    last = { value }
    return earlier === null ? refuse() : earlier.value
  }
}
