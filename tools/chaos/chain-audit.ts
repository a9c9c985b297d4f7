import { type ChainClient, connectChain } from '@subnetkit/chain'
import { readRoundNotice } from '@subnetkit/core/validator'
import type { Devnet } from '@subnetkit/devnet'

/** A call of the validator that weighs on its weights, in a block, with success. */
export interface WeightsCall {
  readonly block: number
  readonly call: string
}

/** Reads every block as it is made, independently of the engine. */
export interface ChainAudit extends AsyncDisposable {
  /** Successful calls that set or commit weights, in order. */
  readonly weights: readonly WeightsCall[]
  /** Calls of the validator that failed in a block. */
  readonly refused: readonly WeightsCall[]
  /** Hashes that the notices committed, by round. */
  readonly committed: ReadonlyMap<number, string>
  /** Secrets that the notices revealed, by round. */
  readonly revealed: ReadonlyMap<number, string>
  /** Reads the newest block of the chain. */
  read(devnet: Devnet): Promise<void>
  /** Status of the chain's client. */
  chain(devnet: Devnet): Promise<{ readonly genesisHash: string }>
}

const setting = /^(set|commit|batch_set|batch_commit).*weights/

export function createChainAudit(netuid: number, hotkey: string): ChainAudit {
  const weights: WeightsCall[] = []
  const refused: WeightsCall[] = []
  const committed = new Map<number, string>()
  const revealed = new Map<number, string>()
  let at: { readonly devnet: Devnet; readonly client: ChainClient } | undefined

  async function clientOf(devnet: Devnet): Promise<ChainClient> {
    if (at?.devnet === devnet) return at.client
    await at?.client.close().catch(() => {}) // its chain has ended
    const client = await connectChain({ provider: devnet.provider.clone() })
    at = { devnet, client }
    return client
  }
  return {
    weights,
    refused,
    committed,
    revealed,
    async read(devnet) {
      const { hash, number } = devnet.head
      type Answer = { readonly block: { readonly extrinsics: readonly string[] } }
      const { block } = await devnet.provider.send<Answer>('chain_getBlock', [hash])
      if (block.extrinsics.length < 2) return
      const { api } = await clientOf(devnet)
      const events = (await (
        await api.at(hash)
      ).query.system!.events!()) as unknown as Iterable<{
        phase: { isApplyExtrinsic: boolean; asApplyExtrinsic: { toNumber(): number } }
        event: { section: string; method: string }
      }>
      const failed = new Set<number>()
      for (const { phase, event } of events)
        if (phase.isApplyExtrinsic && event.section === 'system' && event.method === 'ExtrinsicFailed')
          failed.add(phase.asApplyExtrinsic.toNumber())
      for (const [index, hex] of block.extrinsics.entries()) {
        const extrinsic = api.createType('Extrinsic', hex)
        if (!extrinsic.isSigned || extrinsic.signer.toString() !== hotkey) continue
        const call = extrinsic.method.method.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
        if (failed.has(index)) refused.push({ block: number, call })
        else if (setting.test(call)) weights.push({ block: number, call })
        else if (call === 'set_commitment') {
          const notice = await readRoundNotice(await clientOf(devnet), {
            netuid,
            hotkey,
            at: { hash: hash as `0x${string}`, number },
          })
          if (notice.committed) committed.set(notice.committed.round, hexOf(notice.committed.secretHash))
          for (const { round, secret } of notice.revealed) revealed.set(round, hexOf(secret))
        }
      }
    },
    chain: async (devnet) => (await clientOf(devnet)).status(),
    [Symbol.asyncDispose]: async () => at?.client.close().catch(() => {}),
  }
}

export const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
