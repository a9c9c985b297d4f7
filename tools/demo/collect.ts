import { type ChainClient, type Neuron, readMetagraph, readWeightRow } from '@subnetkit/chain'
import type { Receipt } from 'subnetkit/validator'
import type { Actors } from './actors.js'
import type { Production } from './cast.js'
import { reasonFor } from './reasons.js'
import type { DemoResult } from './result.js'
import type { RunningValidator } from './validators.js'

/** Largest value of a proportion as the chain stores it. */
const u16Max = 65_535

/** Reads everyone's results from the chain and from the validators' stores. */
export async function collectResult(
  client: ChainClient,
  netuid: number,
  actors: Actors,
  cast: Production['miners'],
  validators: readonly RunningValidator[],
): Promise<Pick<DemoResult, 'miners' | 'validators'>> {
  const { neurons } = await readMetagraph(client, { netuid })
  const neuronOf = new Map(neurons.map((neuron) => [neuron.hotkey, neuron]))
  const remembered = await Promise.all(validators.map(rememberedBy))
  const rows = await Promise.all(
    validators.map(({ actor }) =>
      readWeightRow(client, { netuid, mechanism: 0, uid: required(neuronOf, actor.hotkey.address).uid }),
    ),
  )
  const receipts = remembered.flatMap((memory) => memory.receipts)
  const names = new Map(actors.miners.map(({ name, hotkey }) => [hotkey.address, name]))
  const incentives = total(neurons, 'incentive')
  const dividends = total(neurons, 'dividends')

  return {
    miners: actors.miners.map(({ name, hotkey: { address: hotkey } }) => {
      const neuron = required(neuronOf, hotkey)
      const own = receipts.filter((receipt) => receipt.hotkey === hotkey)
      return {
        name,
        role: cast[name]!.role,
        what: cast[name]!.what,
        uid: neuron.uid,
        hotkey,
        asked: own.length,
        answered: own.filter(({ outcome }) => outcome === 'scored').length,
        score: mean(own.map(({ score }) => score)),
        weight: mean(rows.map((row) => shareIn(row, neuron.uid))),
        incentive: incentives > 0 ? neuron.incentive / incentives : 0,
        emission: Number(neuron.emission),
        reason: reasonFor(hotkey, receipts, (other) => names.get(other) ?? other),
      }
    }),
    validators: validators.map(({ actor }, index) => {
      const neuron = required(neuronOf, actor.hotkey.address)
      return {
        name: actor.name,
        uid: neuron.uid,
        hotkey: neuron.hotkey,
        rounds: remembered[index]?.rounds ?? 0,
        vtrust: neuron.validatorTrust / u16Max,
        dividends: dividends > 0 ? neuron.dividends / dividends : 0,
        emission: Number(neuron.emission),
      }
    }),
  }
}

interface Memory {
  readonly receipts: readonly Receipt[]
  readonly rounds: number
}

async function rememberedBy({ store }: RunningValidator): Promise<Memory> {
  const rounds = (await store.rounds()).filter(({ state }) => state === 'folded')
  const receipts = await Promise.all(rounds.map(({ number }) => store.receipts(number)))
  return {
    receipts: receipts.flat(),
    rounds: rounds.length,
  }
}

function required(neurons: ReadonlyMap<string, Neuron>, hotkey: string): Neuron {
  const neuron = neurons.get(hotkey)
  if (!neuron) throw new Error(`${hotkey} is no longer registered`)
  return neuron
}

function shareIn(row: readonly (readonly [uid: number, weight: number])[], uid: number): number {
  const sum = row.reduce((so, [, weight]) => so + weight, 0)
  return (row.find(([target]) => target === uid)?.[1] ?? 0) / (sum || 1)
}

function total(neurons: readonly Neuron[], field: 'incentive' | 'dividends'): number {
  return neurons.reduce((sum, neuron) => sum + neuron[field], 0)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / (values.length || 1)
}
