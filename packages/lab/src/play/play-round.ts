import { isSubnetError, reasonOf, toSubnetError } from '@subnetkit/base'
import {
  type AbsentReply,
  observeRound,
  type Protocol,
  type Random,
  type Round,
  type RoundReply,
  type ScoredRound,
  type Synapse,
  scoreRound,
  type Task,
} from '@subnetkit/core'
import type { AgentAnswer, AgentCall, AnyAgent, MinerAgent, Output } from '../agents/agent.js'
import { parametersOf } from '../agents/parameters.js'
import type { Lab, SolveContext } from '../define-lab.js'
import { labError } from '../errors.js'
import { copyOf, readAnswer } from './agent-answer.js'
import type { AnswerPatience } from './answer-patience.js'
import { type Answers, createAnswers } from './answers.js'
import type { RubricGuard } from './guard-rubric.js'
import { randomOf } from './keys.js'
import { brief, type Receipt, type ReceiptNote, receiptOf, textOf } from './receipt.js'
import type { Blame, Watch } from './watch.js'

/** Miner that a round asks. */
export interface AskedMiner {
  readonly hotkey: string
  readonly registeredAt: number
  readonly uid: number
  readonly agent: AnyAgent
  readonly operator: string
  /** Epochs since it registered. */
  readonly age: number
}

/** One round of one validator. */
export interface RoundPlan {
  readonly seed: number
  readonly validator: string
  /** Share of all stake that it and those with more have. */
  readonly stakeAbove: number
  readonly number: number
  readonly miners: readonly AskedMiner[]
  /** Kept for an operator, for this validator. */
  readonly memoryOf: (operator: string) => Map<string, unknown>
  readonly secret: Uint8Array
  readonly blockHash: string
  /** Rounds before this one, newest first. */
  readonly past: readonly ScoredRound[]
  readonly previous: { readonly round: number; readonly observed: unknown } | null
  /** Bounds the rubric of the lab. */
  readonly guard: RubricGuard
  /** Bounds the answers of agents. */
  readonly patience: AnswerPatience
  readonly watch: Watch
  /** Kinds of miners that are not waited for. */
  readonly blamed: readonly Blame[]
  /** Kinds of miners that are recorded. */
  readonly record: ReadonlySet<string>
  /** Returns true for an answer that an operator has given before. */
  readonly wasGiven: (operator: string, answer: string) => boolean
}

/** Work that a miner did in a round, and trouble that its agent had. */
export interface Effort {
  readonly hotkey: string
  work: number
  answers: number
  silent: number
  late: number
  malformed: number
  /** First error of the agent itself, or of the rubric on its answers. */
  trouble: string | null
}

/** A round that was played. */
export interface PlayedRound {
  readonly scored: ScoredRound
  readonly efforts: readonly Effort[]
  readonly observed: unknown
  /** Of the kinds of miners that are recorded. */
  readonly receipts: readonly Receipt[]
}

type Reply = RoundReply<Protocol, Task> | AbsentReply<Task>

/** Plays one round as a validator does: observes, draws the tasks, asks each miner, and scores all answers by the rubric. */
export async function playRound(lab: Lab, plan: RoundPlan): Promise<PlayedRound> {
  const { subnet } = lab
  const { number, secret, blockHash, previous, miners, guard, watch } = plan
  const blames = new Map(plan.blamed.map(({ agent, reason }) => [agent, reason]))
  const observed = await observeRound(subnet.tasks, { round: number, blockHash, miners, previous })
  const round: Round = {
    netuid: 1,
    mechanism: 0,
    number,
    secret,
    ...(observed !== undefined && { observed }),
  }
  const replies: Reply[] = []
  const efforts: Effort[] = []
  const answers = createAnswers()
  const places: number[] = []
  const notes = new Map<number, ReceiptNote>()
  for (const [place, miner] of miners.entries()) {
    const blame = blames.get(miner.agent.name)
    const effort: Effort = {
      hotkey: miner.hotkey,
      work: 0,
      answers: 0,
      silent: 0,
      late: 0,
      malformed: 0,
      trouble: null,
    }
    efforts.push(effort)
    const tasks = subnet.tasks.tasksFor(round, miner.hotkey)
    const random = randomOf(plan.seed, 'agent', plan.validator, number, miner.hotkey)
    for (const [at, task] of tasks.entries()) {
      places.push(place)
      if (blame !== undefined) {
        effort.malformed += 1
        effort.trouble ??= blame
        replies.push({ hotkey: miner.hotkey, task, absent: true })
        continue
      }
      const before = { work: effort.work, late: effort.late }
      watch.at('answer', place)
      const call = callOf(lab, plan, { miner, task, random, at, of: tasks.length, answers })
      const answered = await reply(lab, miner, { task, call, effort, patience: plan.patience })
      if (plan.record.has(miner.agent.name)) {
        const output = 'absent' in answered ? undefined : answered.output
        const text = output === undefined ? null : textOf(output)
        notes.set(replies.length, {
          ...{
            miner,
            at,
            of: tasks.length,
            work: effort.work - before.work,
            isLate: effort.late > before.late,
          },
          copied: text !== null && answers.to(task).same.some((one) => textOf(one) === text),
          repeated: text !== null && plan.wasGiven(miner.operator, text),
          ...{ question: brief(task.input), answer: text === null ? null : brief(output) },
        })
      }
      replies.push(answered)
      if (!('absent' in answered)) answers.add(task, answered.output)
    }
  }
  const scored = await scoreRound(subnet, replies, {
    ...{ round, past: plan.past },
    onReply(at) {
      const place = places[at]!
      watch.at('score', place)
      guard.scoring(miners[place]!.agent.name)
    },
  })
  watch.at('other', 0)
  const of = { block: number, validator: plan.validator }
  const receipts = [...notes].map(([at, note]) => receiptOf(note, scored.answers[at]!, of))
  return { scored, efforts, observed, receipts }
}

interface Asked {
  readonly miner: AskedMiner
  readonly task: Task
  readonly random: Random
  readonly at: number
  readonly of: number
  readonly answers: Answers
}

function callOf(lab: Lab, plan: RoundPlan, { miner, task, random, at, of, answers }: Asked): AgentCall {
  const { hotkey, age, operator } = miner
  const { synapse, input } = task
  const { deadlineMs } = lab.subnet.protocol[synapse] as Synapse
  return {
    // What an agent changes is its own copy, as over the wire.
    get question() {
      return { synapse, input: copyOf(input) }
    },
    family: task.family,
    families: Object.keys(lab.subnet.rubric.families),
    overheard: {
      get same() {
        return copyOf(answers.to(task).same)
      },
      get any() {
        return copyOf(answers.to(task).any)
      },
    },
    ...{ hotkey, validator: plan.validator, stakeAbove: plan.stakeAbove, round: plan.number, age, at, of },
    ...{ deadlineMs, random, parameters: parametersOf(miner.agent) },
    memory: plan.memoryOf(operator),
    solve: (skill) =>
      solve(lab, task, { skill, random, hotkey, round: plan.number, memory: plan.memoryOf(operator) }),
    peek: () => copyOf(task.truth),
  }
}

/** A model of honest work that fails is the owner's trouble, and no miner's silence. */
async function solve(lab: Lab, task: Task, context: SolveContext): Promise<Output> {
  try {
    return copyOf(await lab.solve(task, context))
  } catch (error) {
    const { family, synapse } = task
    throw labError('SOLVE_FAILED', { family, synapse, detail: reasonOf(error) }, { cause: error })
  }
}

/** An agent that throws harms its own slot only. */
async function reply(
  { work: units, subnet }: Lab,
  { hotkey, agent }: AskedMiner,
  {
    task,
    call,
    effort,
    patience,
  }: Pick<RoundPlan, 'patience'> & {
    readonly task: Task
    readonly call: AgentCall
    readonly effort: Effort
  },
): Promise<Reply> {
  const absent = { hotkey, task, absent: true } as const
  let answer: AgentAnswer | null
  try {
    const given = () => (agent as MinerAgent).answer(call)
    const { maxBytes } = subnet.protocol[task.synapse] as Synapse
    answer = readAnswer(await patience.wait(agent.name, given), maxBytes)
  } catch (error) {
    if (isSubnetError(error) && error.code === 'SOLVE_FAILED') throw error
    effort.trouble ??= toSubnetError(error).message
    answer = null
  }
  if (answer === null) {
    effort.silent += 1
    return absent
  }
  const { output, latencyMs = 100, work = 1 } = answer
  effort.work += work * (units?.[task.family] ?? 1)
  if (latencyMs > call.deadlineMs) {
    effort.late += 1
    return absent
  }
  effort.answers += 1
  return { hotkey, task, output, latencyMs }
}
