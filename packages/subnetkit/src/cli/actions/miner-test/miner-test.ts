import type { MinerEndpoint, QueryResult, Task } from '@subnetkit/core'
import { z } from 'zod'
import { type RubricFault, rubricFaultOf } from '../../../validator/rubric-fault.js'
import { shareField, wholeNumber } from '../../config/fields.js'
import { checkAddress } from '../../context/address.js'
import type { Context } from '../../context/context.js'
import { cliError } from '../../errors.js'
import { exitCodes } from '../../exit-codes.js'
import { usualSeed } from '../../offline/draw-tasks.js'
import { loadDefinition } from '../../offline/load-definition.js'
import { mean } from '../../offline/rank-answers.js'
import { type ScoredAnswer, waitsFor } from '../../offline/score-answers.js'
import { showHostPort } from '../../output/host-port.js'
import { printable } from '../../output/text.js'
import { defineAction } from '../../program/define-action.js'
import { askMiner } from './ask-miner.js'
import { axonField } from './axon-field.js'
import { callerKey, serveHandlers } from './open-miner.js'
import { familyResults, renderTest } from './render-test.js'

const schema = z.strictObject({
  axon: axonField.optional(),
  minerHotkey: z.string().min(1, 'must not be empty').optional(),
  tlsFingerprint: z.string().min(1, 'must not be empty').optional(),
  handlers: z.string().min(1, 'must not be empty').optional(),
  rounds: wholeNumber(1, 1_000).default(1),
  seed: wholeNumber(0, 999_999_999).default(usualSeed),
  least: shareField.optional(),
})
type Options = z.output<typeof schema>

/** Questions of a validator to one miner at once, as rounds have them by default. */
const atOnce = 4

export const action = defineAction(schema, async (context, options, [argument]) => {
  const { rounds, seed, least } = options
  const definition = await loadDefinition(context, argument)
  const { subnet, mechanism, module } = definition
  const caller = await callerKey(context)
  const endpoint = await endpointOf(context, options, () =>
    serveHandlers(context, definition, options.handlers),
  )
  const { createMinerClient } = await import('@subnetkit/transport')
  await using client = createMinerClient(subnet, {
    ...{ keypair: caller.keypair, allowPrivateAddresses: true },
    ...(options.tlsFingerprint !== undefined && { tlsFingerprint: () => options.tlsFingerprint! }),
  })
  const found = await context.unlessInterrupted(
    askMiner(client, {
      ...{ subnet, mechanism, seed, rounds, endpoint, atOnce, signal: context.signal },
      onAnswer: (task, result) => context.progress(`${task.id}: ${describe(task, result)}`),
    }),
  )
  const answers = found.map(withoutFault)
  refuseRefusal(answers, { endpoint, caller: caller.keypair.address, isThrowaway: caller.isThrowaway })
  const families = familyResults(subnet, answers)
  const failed = answers.filter((one) => one.outcome !== 'scored' && waitsFor(one) === null).length
  const score = meanOf(answers)
  const ok = failed === 0 && (least === undefined || (score !== null && score >= least))
  const faults = distinct(found.flatMap((one) => rubricFaultOf(one) ?? []))
  return {
    data: {
      ...{ subnet: subnet.name, version: String(subnet.version), module, mechanism, seed, rounds },
      ...{ miner: { ...endpoint }, caller: caller.keypair.address, ok, score, families, faults },
      answers: answers.map(({ hotkey: _, ...answer }) => answer),
    },
    text: () => renderTest(context, { subnet, endpoint, answers, families, score, least, faults, ok }),
    exitCode: ok ? exitCodes.done : exitCodes.failed,
  }
})

/** Mean of what counts, as a round has it; null if nothing does. */
function meanOf(answers: readonly ScoredAnswer[]): number | null {
  const counting = answers.filter(({ outcome }) => outcome !== 'ours')
  return counting.length === 0 ? null : mean(counting.map(({ score }) => score))
}

/** An answer on which the rubric failed: a round counts it as malformed, and a test of the miner as trouble that is not the miner's. */
function withoutFault(answer: ScoredAnswer): ScoredAnswer {
  const fault = rubricFaultOf(answer)
  if (fault === null) return answer
  return {
    ...answer,
    outcome: 'ours',
    reason: `${fault.code}: the rubric failed on this answer: ${fault.text}`,
  }
}

const distinct = (faults: readonly RubricFault[]): readonly RubricFault[] => [
  ...new Map(faults.map((fault) => [`${fault.code} ${fault.part}`, fault])).values(),
]

const describe = ({ synapse }: Task, { kind, latencyMs }: QueryResult<unknown>) =>
  `${synapse} ${kind === 'ok' ? 'answered' : kind} after ${Math.round(latencyMs)} ms`

/** Throws USAGE for an axon without its hotkey, or a hotkey without its axon. */
async function endpointOf(
  { progress }: Context,
  { axon, minerHotkey, handlers }: Options,
  serve: () => Promise<MinerEndpoint>,
): Promise<MinerEndpoint> {
  if (axon !== undefined && minerHotkey !== undefined) {
    if (handlers === undefined) return { ...axon, hotkey: await checkAddress('--miner-hotkey', minerHotkey) }
    throw cliError('USAGE', {
      detail: '--handlers and --axon name two miners',
      fix: 'Leave out one of them: handlers are served on this machine.',
    })
  }
  if (axon === undefined && minerHotkey === undefined) {
    progress('serving the handlers on this machine')
    return serve()
  }
  const [given, missing] = axon ? ['--axon', '--miner-hotkey'] : ['--miner-hotkey', '--axon']
  throw cliError('USAGE', {
    detail: `${given} is given without ${missing}: a request is addressed to a hotkey at an address`,
    fix: 'Pass both, as subnet metagraph shows them, or neither, to test the handlers of the module.',
  })
}

interface Meeting {
  readonly endpoint: MinerEndpoint
  readonly caller: string
  readonly isThrowaway: boolean
}

/** Refusals that are about the caller, not about the question. */
const aboutCaller = /^(CALLER_|AUTH_)/

/** Throws MINER_REFUSES for a miner that has refused the caller of every question. */
function refuseRefusal(answers: readonly ScoredAnswer[], { endpoint, caller, isThrowaway }: Meeting): void {
  const [first] = answers
  const isRefused = ({ outcome, reason }: ScoredAnswer) =>
    outcome === 'refused' && aboutCaller.test(reason ?? '')
  if (first === undefined || !answers.every(isRefused)) return
  throw cliError('MINER_REFUSES', {
    miner: printable(showHostPort(endpoint)),
    detail: printable(first.reason ?? ''),
    fix: isThrowaway
      ? 'Pass -w and -H with a hotkey that it admits, such as that of a validator of the subnet. For a test of your own miner, start it with --admit everyone.'
      : `Add ${caller} to the setting miner.allow.hotkeys of the miner, or start it with --admit everyone for the test.`,
  })
}
