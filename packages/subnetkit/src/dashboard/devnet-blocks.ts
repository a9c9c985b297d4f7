import type { ChainClient } from '@subnetkit/chain'
import type { SourceBlock } from '@subnetkit/dashboard'
import { restedReading } from './rested-reading.js'

/** Blocks that are read at first and at once, and kept at most. */
const [mostAtOnce, kept] = [25, 60]

/** Reads the newest blocks of a devnet with the calls in them, each block once. */
export function devnetBlocks(chain: ChainClient): () => Promise<readonly SourceBlock[]> {
  let known: readonly SourceBlock[] = []
  return restedReading(
    chain.clock,
    async () => {
      const head = chain.status().lastBlock?.number ?? 0
      const last = known.at(-1)?.number ?? 0
      const first = Math.max(last + 1, head - mostAtOnce + 1, 1)
      const numbers = Array.from({ length: Math.max(head - first + 1, 0) }, (_, at) => first + at)
      const read = await Promise.all(numbers.map((number) => readBlock(chain, number)))
      // A chain that was reverted to a snapshot has these numbers again.
      known = [...known.filter(({ number }) => number < first && number <= head), ...read].slice(-kept)
      return known
    },
    1_000,
  )
}

async function readBlock(chain: ChainClient, number: number): Promise<SourceBlock> {
  const { api } = chain
  const hash = await chain.ask('reading a block', api.rpc.chain.getBlockHash(number))
  const [{ block }, at] = await chain.ask(
    'reading a block',
    Promise.all([api.rpc.chain.getBlock(hash), api.at(hash)]),
  )
  const records = (await chain.ask(
    'reading events',
    at.query.system!.events!(),
  )) as unknown as readonly EventRecord[]
  const calls = block.extrinsics.flatMap(({ method, signer, isSigned }, index) => {
    const { section, method: name } = method
    // Every block has this one.
    if (section === 'timestamp') return []
    const failed = records.find(
      ({ phase, event }) =>
        phase.isApplyExtrinsic && phase.asApplyExtrinsic.eq(index) && event.method === 'ExtrinsicFailed',
    )
    return [
      { call: `${section}.${name}`, signer: isSigned ? signer.toString() : null, failure: reasonOf(failed) },
    ]
  })
  return { number, hash: hash.toHex(), calls, events: records.length }
}

interface EventRecord {
  readonly phase: {
    readonly isApplyExtrinsic: boolean
    readonly asApplyExtrinsic: { eq(index: number): boolean }
  }
  readonly event: { readonly method: string; readonly data: readonly unknown[] }
}

interface DispatchError {
  readonly isModule: boolean
  readonly asModule: unknown
  readonly type: string
  readonly registry: { findMetaError(error: unknown): { readonly section: string; readonly name: string } }
}

function reasonOf(failed: EventRecord | undefined): string | null {
  if (failed === undefined) return null
  const error = failed.event.data[0] as DispatchError
  if (!error.isModule) return error.type
  const { section, name } = error.registry.findMetaError(error.asModule)
  return `${section}.${name}`
}
