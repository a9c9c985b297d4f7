import { renderTable } from '../table.js'
import type { Role } from './cast.js'
import { tao } from './economy.js'
import { callLines, type Reach } from './gateway/call-lines.js'
import { type AskedRow, bestOf, unbeaten } from './gateway/compare-modes.js'

/** Result of one miner. */
export interface MinerResult {
  readonly name: string
  readonly role: Role
  /** Its behavior in a few words. */
  readonly what: string
  readonly uid: number
  readonly hotkey: string
  /** Tasks that both validators sent to it, and those that it answered validly in time. */
  readonly asked: number
  readonly answered: number
  /** Mean score of these tasks, 0 to 1; 0 for no answer. */
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
  readonly subnet: string
  readonly seed: string
  readonly miners: readonly MinerResult[]
  readonly validators: readonly ValidatorResult[]
  readonly chain: { readonly blocks: number; readonly epochs: number; readonly netuid: number }
  /** A gateway that keeps running; null without. */
  readonly gateway: Reach | null
  /** Fresh tasks by way of the gateway and of single miners; null where they were not asked. */
  readonly modes: readonly AskedRow[] | null
  /** Milliseconds by step. */
  readonly timings: Readonly<Record<string, number>>
}

/** Most incentive that a miner which cheats or fails may get. */
const cheatLimit = 0.01

/** Deviations from the expected result: each honest miner earns more than each weaker one, those more than the others. */
export function problemsOf({
  miners,
  modes = null,
}: {
  readonly miners: readonly Pick<MinerResult, 'name' | 'role' | 'incentive'>[]
  readonly modes?: readonly AskedRow[] | null
}): string[] {
  const playing = (...roles: readonly Role[]) => miners.filter(({ role }) => roles.includes(role))
  const [honest, weaker, others] = [playing('honest'), playing('weaker'), playing('cheat', 'broken')]
  const above = (upper: typeof miners, lower: typeof miners) =>
    upper.flatMap((one) =>
      lower
        .filter(({ incentive }) => !(one.incentive > incentive))
        .map((other) => `${shown(one)} does not earn more than ${shown(other)}`),
    )
  return [
    ...(honest.length > 0 && weaker.length > 0 ? [] : ['no honest miner and no weaker one to compare']),
    ...playing('honest', 'weaker')
      .filter(({ incentive }) => !(incentive > 0))
      .map((one) => `${shown(one)} earns nothing`),
    ...above(honest, weaker),
    ...above(weaker, others),
    ...others
      .filter(({ incentive }) => !(incentive <= cheatLimit))
      .map((one) => `${shown(one)} earns more than ${percent(cheatLimit)}`),
    ...unbeaten(modes ?? []),
  ]
}

const shown = ({ name, role, incentive }: Pick<MinerResult, 'name' | 'role' | 'incentive'>) =>
  `${name} (${role}, ${percent(incentive)})`

/** Result of one subnet among all. */
export interface Played {
  readonly subnet: string
  /** Absent when the demo of the subnet failed. */
  readonly result?: DemoResult | undefined
  readonly problems: readonly string[]
}

/** A line for each subnet that was played. */
export function renderSummary(played: readonly Played[]): string {
  const earned = ({ result }: Played, ...roles: readonly Role[]) => {
    const shares = result?.miners.filter(({ role }) => roles.includes(role)).map((one) => one.incentive) ?? []
    return shares.length === 0 ? '' : percent(Math.max(...shares))
  }
  return `\n${renderTable(
    [
      { heading: 'subnet', cell: ({ subnet }) => subnet },
      { heading: 'best honest', align: 'right', cell: (one) => earned(one, 'honest') },
      { heading: 'best weaker', align: 'right', cell: (one) => earned(one, 'weaker') },
      { heading: 'best cheat', align: 'right', cell: (one) => earned(one, 'cheat', 'broken') },
      {
        heading: 'time',
        align: 'right',
        cell: ({ result }) => (result ? `${((result.timings.total ?? 0) / 1000).toFixed(1)} s` : ''),
      },
      { heading: 'verdict', cell: ({ problems }) => problems[0] ?? 'as it should be' },
    ],
    played,
  )}`
}

/** The result as two tables and a line about the chain. */
export function renderResult(result: DemoResult): string {
  const miners = renderTable(
    [
      { heading: 'miner', cell: (miner) => miner.name },
      { heading: 'role', cell: (miner) => miner.role },
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
  const lines =
    result.gateway === null ? [] : ['Ask the subnet, in another terminal:', ...callLines(result.gateway)]
  return `\n${miners}\n${validators}\n${renderModes(result.modes)}${closing}\n${lines.map((line) => `\n${line}\n`).join('')}`
}

/** Fresh tasks by way of the gateway and of single miners, the most right first. */
function renderModes(rows: DemoResult['modes']): string {
  if (rows === null) return ''
  const best = bestOf(rows)
  const table = renderTable(
    [
      { heading: 'asked', cell: ({ name }) => name },
      { heading: 'by way of', cell: ({ via }) => (via === 'gateway' ? 'the gateway' : 'the miner alone') },
      { heading: 'right', align: 'right', cell: ({ right }) => percent(right) },
      { heading: '', cell: (row) => (row === best ? 'best single miner' : '') },
    ],
    rows.toSorted((a, b) => b.right - a.right),
  )
  return `${table}\n`
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function alpha(rao: number): string {
  return (rao / Number(tao)).toFixed(3)
}
