import { renderTable } from '../table.js'
import { type MinerName, minerNames } from './actors.js'
import { tao } from './economy.js'

/** Result of one miner. */
export interface MinerResult {
  readonly name: MinerName
  readonly uid: number
  readonly hotkey: string
  /** Tasks that both validators sent to it, and those that it answered validly in time. */
  readonly asked: number
  readonly answered: number
  /** Mean score of these tasks, 0 to 1: right or not, times the latency factor; 0 for no answer. */
  readonly score: number
  /** Mean share of the validators' weights on chain, 0 to 1. */
  readonly weight: number
  /** Share of the subnet's incentive at the last epoch, 0 to 1. */
  readonly incentive: number
  /** Pay of the last epoch, in rao of alpha. */
  readonly emission: number
  /** Why, in one phrase. */
  readonly reason: string
}

/** Result of one validator. */
export interface ValidatorResult {
  readonly name: string
  readonly uid: number
  readonly hotkey: string
  /** Rounds that it folded. */
  readonly rounds: number
  /** Agreement of consensus with it, 0 to 1. */
  readonly vtrust: number
  /** Share of the subnet's dividends at the last epoch, 0 to 1. */
  readonly dividends: number
  /** Pay of the last epoch, in rao of alpha. */
  readonly emission: number
}

/** Output of the demo with `--json`. */
export interface DemoResult {
  readonly seed: string
  readonly miners: readonly MinerResult[]
  readonly validators: readonly ValidatorResult[]
  readonly chain: { readonly blocks: number; readonly epochs: number; readonly netuid: number }
  /** Milliseconds by step. */
  readonly timings: Readonly<Record<string, number>>
}

/** Most incentive that a miner which cheats or fails may get. */
const cheatLimit = 0.01

/** Deviations from the expected result: the good solver earns most, the weaker one less, the others nothing. */
export function problemsOf({ miners }: Pick<DemoResult, 'miners'>): string[] {
  const incentive = Object.fromEntries(miners.map((miner) => [miner.name, miner.incentive])) as Record<
    MinerName,
    number
  >
  const { good, weak } = incentive
  const cheats = minerNames.filter((name) => name !== 'good' && name !== 'weak')
  return [
    ...(miners.some(({ name, incentive: other }) => name !== 'good' && !(good > other))
      ? [`the good solver does not earn most (${percent(good)})`]
      : []),
    ...(weak > 0 ? [] : ['the weaker solver earns nothing']),
    ...cheats
      .filter((name) => !(incentive[name] <= cheatLimit))
      .map((name) => `${name} earns ${percent(incentive[name])}, more than ${percent(cheatLimit)}`),
  ]
}

/** The result as two tables and a line about the chain. */
export function renderResult(result: DemoResult): string {
  const miners = renderTable(
    [
      { heading: 'miner', cell: (miner) => miner.name },
      { heading: 'uid', align: 'right', cell: (miner) => String(miner.uid) },
      { heading: 'answered', align: 'right', cell: (miner) => `${miner.answered}/${miner.asked}` },
      { heading: 'score', align: 'right', cell: (miner) => miner.score.toFixed(3) },
      { heading: 'weight', align: 'right', cell: (miner) => percent(miner.weight) },
      { heading: 'incentive', align: 'right', cell: (miner) => percent(miner.incentive) },
      { heading: 'emission', align: 'right', cell: (miner) => alpha(miner.emission) },
      { heading: 'why', cell: (miner) => miner.reason },
    ],
    result.miners,
  )
  const validators = renderTable(
    [
      { heading: 'validator', cell: (validator) => validator.name },
      { heading: 'uid', align: 'right', cell: (validator) => String(validator.uid) },
      { heading: 'rounds', align: 'right', cell: (validator) => String(validator.rounds) },
      { heading: 'vtrust', align: 'right', cell: (validator) => validator.vtrust.toFixed(3) },
      { heading: 'dividends', align: 'right', cell: (validator) => percent(validator.dividends) },
      { heading: 'emission', align: 'right', cell: (validator) => alpha(validator.emission) },
    ],
    result.validators,
  )
  const { blocks, epochs, netuid } = result.chain
  const seconds = ((result.timings.total ?? 0) / 1000).toFixed(1)
  const closing = `Subnet ${netuid} after ${blocks} blocks and ${epochs} epochs, in ${seconds} s (seed ${result.seed}). Emission: alpha of the last epoch.`
  return `\n${miners}\n${validators}\n${closing}\n`
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function alpha(rao: number): string {
  return (rao / Number(tao)).toFixed(3)
}
