import { type BlockRef, chainError, type Metagraph, type Neuron, type WeightsVector } from '@subnetkit/chain'
import { metagraphOf, neuronOf } from '@subnetkit/chain/testing'
import type { RoundPublication, ValidatorChain } from '../chain-port.js'
import { createFakeWeights } from './fake-weights.js'

/** A chain in memory: records what was sent to it, and makes blocks on command. */
export interface FakeChain extends ValidatorChain {
  block: number
  neurons: Neuron[]
  /** Neurons as a mechanism shows them. @default neurons, whatever the mechanism */
  neuronsOf: (mechanism: number) => readonly Neuron[]
  ownerHotkey: string
  /** Blocks between two weights, by the chain's own rule. */
  rateLimit: number
  readonly notices: RoundPublication[]
  /** True while the commitment has no space for the hash of another secret. */
  isSpaceUsed: boolean
  /** Those that were set, in order. */
  readonly landed: WeightsVector[]
  /** Thrown by the next calls of this name, one each; `after` lets the call take effect first. */
  readonly failures: { call: 'metagraph' | 'publishRound' | 'setWeights'; error: Error; after?: boolean }[]
  mine(blocks?: number): void
}

export function fakeNeuron(uid: number, hotkey: string, more: Partial<Neuron> = {}): Neuron {
  const axon = { host: '127.0.0.1', port: 9_000 + uid, protocol: 4, version: 1, servedAt: 1 }
  return neuronOf(hotkey, { uid, coldkey: `${hotkey}-cold`, axon, ...more })
}

export function createFakeChain(validator: string, neurons: Neuron[]): FakeChain {
  const listeners = new Set<(block: BlockRef) => void>()
  const ref = (number = chain.block): BlockRef => ({
    number,
    hash: `0x${number.toString(16).padStart(64, '0')}`,
  })
  const onHead = (listener: (block: BlockRef) => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  const call = async <T>(name: FakeChain['failures'][number]['call'], effect: () => T): Promise<T> => {
    const at = chain.failures.findIndex((failure) => failure.call === name)
    const failure = at < 0 ? undefined : chain.failures.splice(at, 1)[0]
    if (failure && !failure.after) throw failure.error
    const result = effect()
    if (failure) throw failure.error
    return result
  }
  const chain: FakeChain = {
    genesisHash: '0xfake',
    block: 1_000,
    neurons,
    neuronsOf: () => [...chain.neurons],
    ownerHotkey: 'owner',
    rateLimit: 0,
    notices: [],
    isSpaceUsed: false,
    landed: [],
    failures: [],
    mine(blocks = 1) {
      chain.block += blocks
      for (const listener of listeners) listener(ref())
    },
    head: async () => ref(),
    onHead,
    metagraph: ({ netuid, mechanism }) =>
      call(
        'metagraph',
        (): Metagraph =>
          metagraphOf(chain.block, chain.neuronsOf(mechanism), {
            ...{ netuid, mechanism, ownerHotkey: chain.ownerHotkey },
          }),
      ),
    weights({ netuid, mechanism }) {
      const self = () => chain.neurons.find(({ hotkey }) => hotkey === validator)
      return createFakeWeights({
        subject: { netuid, mechanism, hotkey: validator },
        ref,
        onHead,
        state: () => ({
          uid: self()?.uid ?? null,
          permit: self()?.validatorPermit ?? false,
          lastUpdate: self()?.lastUpdate ?? 0,
          rateLimit: chain.rateLimit,
          neurons: Math.max(...chain.neurons.map(({ uid }) => uid)) + 1,
          ownerHotkey: chain.ownerHotkey,
          stake: self()?.stake ?? 0n,
        }),
        set: (vector) =>
          call('setWeights', () => {
            chain.landed.push(vector)
            chain.block += 1
            chain.neurons = chain.neurons.map((neuron) =>
              neuron.hotkey === validator ? { ...neuron, lastUpdate: chain.block } : neuron,
            )
            return ref()
          }),
      })
    },
    signRound: async (statement) => new TextEncoder().encode(`signed: ${statement}`),
    publishRound: (notice) =>
      call('publishRound', () => {
        chain.notices.push(notice)
        const secretHash = (chain.isSpaceUsed && notice.current) || notice.committed.secretHash
        const placed = chain.isSpaceUsed ? [] : (notice.sealed ?? [])
        return { ...ref(), secretHash, placed }
      }),
  }
  return chain
}

export const timeout = () => chainError('CHAIN_TIMEOUT', { operation: 'a fake call', deadlineMs: 1 })
