import { createHash } from 'node:crypto'
import { type ScoreboardPolicy, vectorFromShares, type WeightPolicy } from '@subnetkit/core'
import { runEpoch } from '@subnetkit/yuma'
import { createRandom, scoreAnswer } from 'subnetkit'
import { yumaSettings } from '../yuma-settings.js'
import { type Exam, type ExamSetting, examOf } from './exam.js'

/** Settings of a subnet that an owner chooses, and what is played on it. */
export interface Setting extends ExamSetting {
  /** Subnet that is played. @default the exam of `tasksPerMiner`, `balanced` and `partial` */
  readonly exam?: Exam | undefined
  /** Chances of each miner to solve a task of medium difficulty. */
  readonly miners: readonly number[]
  /** Stake of each validator, in TAO. */
  readonly stakes: readonly number[]
  readonly rounds: number
  readonly scoreboard: ScoreboardPolicy
  readonly weights: WeightPolicy
  /** Rounds by which the weights of the first validator are older than those of the others. */
  readonly lag: number
  readonly seed: number
}

/** How far validators agree. */
export interface Agreement {
  /** Least rank correlation (Spearman) of the scores of two validators. */
  readonly ranks: number
  /** Least rank correlation of a validator's scores with the strength of the miners. */
  readonly strength: number
  /** Least validator trust that the chain would compute. */
  readonly vtrust: number
}

/** Plays rounds of honest validators with tasks of their own, and the epoch of the chain after the last one. */
export async function play(setting: Setting): Promise<Agreement> {
  const boards = await Promise.all(setting.stakes.map((_, validator) => validate(setting, validator)))
  const scores = boards.map((board) => board.at(-1)!)
  const weights = boards.map((board, validator) =>
    vectorOf(setting, board.at(validator === 0 ? -1 - setting.lag : -1)!),
  )
  const pairs = scores.flatMap((one, at) => scores.slice(at + 1).map((other) => spearman(one, other)))
  return {
    ranks: Math.min(...pairs),
    strength: Math.min(...scores.map((own) => spearman(own, setting.miners))),
    vtrust: Math.min(...vtrustOf(setting, weights)),
  }
}

/** Scores of all miners after each round of a validator. */
async function validate(setting: Setting, validator: number): Promise<readonly (readonly number[])[]> {
  const { miners, rounds, scoreboard, seed } = setting
  const { subnet, answer } = setting.exam ?? examOf(setting)
  let states = miners.map(() => scoreboard.start())
  const after: number[][] = []
  for (let number = 0; number < rounds; number++) {
    const secret = createHash('sha256').update(`${seed} ${validator} ${number}`).digest()
    const round = { netuid: 1, mechanism: 0, number, secret }
    const means = await Promise.all(
      miners.map(async (strength, miner) => {
        const tasks = subnet.tasks.tasksFor(round, `miner ${miner}`)
        const luck = createRandom(createHash('sha256').update(secret).update(`luck ${miner}`).digest())
        const values: number[] = []
        for (const task of tasks) {
          values.push((await scoreAnswer(subnet, { task, output: answer(task, strength, luck) })).value)
        }
        return values.reduce((sum, value) => sum + value, 0) / values.length
      }),
    )
    const tasks = setting.tasksPerMiner
    states = states.map((state, at) =>
      scoreboard.fold(state, {
        ...{ mean: means[at]!, tasks, answered: tasks, results: [] },
        peers: states.flatMap((peer, other) => (other === at ? [] : [{ state: peer, mean: means[other]! }])),
      }),
    )
    after.push(states.map((state) => scoreboard.score(state)))
  }
  return after
}

/** Weights of the miners, whose uids follow those of the validators. */
export function vectorOf(
  { weights, stakes }: Pick<Setting, 'weights' | 'stakes'>,
  scores: readonly number[],
) {
  const shares = weights.shares(scores).map((share, miner) => ({ uid: stakes.length + miner, share }))
  return vectorFromShares({ shares })
}

/** Trust of each validator after an epoch of the chain with these weights. */
export function vtrustOf(
  { stakes, miners }: { readonly stakes: readonly number[]; readonly miners: readonly unknown[] },
  vectors: readonly ReturnType<typeof vectorOf>[],
) {
  const n = stakes.length + miners.length
  const ofAll = <T>(value: T) => Array<T>(n).fill(value)
  const isValidator = Array.from({ length: n }, (_, uid) => uid < stakes.length)
  const { stored } = runEpoch({
    ...{ n, currentBlock: 1_000, tempo: 360, activityCutoffBlocks: 5_000, lastMechanismStepBlock: 640 },
    ...{ lastUpdate: ofAll(900), blockAtRegistration: ofAll(1), taoWeight: 0n, taoStake: ofAll(0n) },
    alphaStake: ofAll(0n).map((none, uid) =>
      isValidator[uid] ? BigInt(Math.round(stakes[uid]! * 1e9)) : none,
    ),
    ...{
      stakeThreshold: 0n,
      ownerUid: null,
      validatorPermit: isValidator,
      maxAllowedValidators: stakes.length,
    },
    weights: ofAll(0).map(
      (_, uid) => vectors[uid]?.uids.map((to, at) => [to, vectors[uid]!.values[at]!] as const) ?? [],
    ),
    ...{ bonds: ofAll([]), commitRevealEnabled: false, commitBlocks: ofAll(null) },
    ...yumaSettings,
  })
  return stakes.map((_, uid) => stored.validatorTrust[uid]! / 65_535)
}

/** Rank correlation; values that are equal share their mean rank. */
export function spearman(left: readonly number[], right: readonly number[]): number {
  const [one, two] = [ranksOf(left), ranksOf(right)]
  const mean = (left.length - 1) / 2
  const covariance = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, rank, at) => sum + (rank - mean) * (b[at]! - mean), 0)
  return covariance(one, two) / Math.sqrt(covariance(one, one) * covariance(two, two))
}

function ranksOf(values: readonly number[]): readonly number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length
    const equal = values.filter((other) => other === value).length
    return below + (equal - 1) / 2
  })
}
