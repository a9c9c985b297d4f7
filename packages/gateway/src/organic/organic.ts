import { createHash } from 'node:crypto'
import type { Clock } from '@subnetkit/base'
import type { OrganicEvidence, OrganicSource } from '@subnetkit/core'
import type { Database } from '@subnetkit/core/validator'
import type { ViewCall } from '../answer/view-call.js'
import type { KeyRecord } from '../keys/records.js'
import type { GatewayModel } from '../model.js'
import type { ModeChoice } from '../modes/mode.js'
import { minerKey } from '../routing/miner-state.js'
import type { JudgedAnswer } from '../routing/pool.js'
import { agreedGist, evidenceOf, payerOf } from './collect.js'
import { replayProbe } from './replay-probe.js'
import { createReplayStore } from './replay-store.js'

/** Evidence as a gateway emits it: with an id that the verdict on one answer always has, and where it came from. */
export interface GatewayEvidence extends OrganicEvidence {
  readonly id: string
  /** Time of the verdict, in ms since the epoch. */
  readonly at: number
  /** Id of the model that was asked. */
  readonly model: string
  readonly source: OrganicSource
  /** Id of the receipt of the answer; null without receipts, and for a question that was asked again. */
  readonly receipt: string | null
}

/** Outside of a request whose owner has agreed to it: no text is taken from it but by who receives it. */
export interface GatewayRequest {
  readonly model: string
  readonly synapse: string
  readonly input: unknown
  /** Id of its key. */
  readonly key: string
  /** Its project, or its key. */
  readonly payer: string
}

/** Traffic of users that feeds scores, of those keys alone whose owners have agreed to it. */
export interface Organic {
  /** Opens a request that was admitted; null for one that says nothing: no agreement, or a miner that the client chose. */
  open(request: OrganicRequestParts): OpenOrganic | null
  /** The model with a part of its probes replaced by questions of users who agreed to it. */
  withReplays(model: GatewayModel): GatewayModel
}

interface OrganicRequestParts {
  readonly key: KeyRecord
  readonly model: GatewayModel
  // biome-ignore lint/suspicious/noExplicitAny: verdicts do not depend on the type of answers
  readonly call: ViewCall<any>
  /** Id of the receipt, or of the request. */
  readonly id: string
  readonly receipt: string | null
}

/** A request of which verdicts are emitted. */
export interface OpenOrganic {
  /** Receives the answers that the client got. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  answered(answered: { readonly choices: readonly ModeChoice<any>[] }): void
  /** Receives the verdict of a comparison that the gateway itself has made. */
  compared(judged: readonly JudgedAnswer[], gist: string): void
}

export interface OrganicParts {
  readonly database: Database
  readonly clock: Clock
  readonly random: () => number
  readonly onEvidence: (evidence: readonly GatewayEvidence[]) => void
  readonly onRequest: (request: GatewayRequest) => void
  readonly replayShare: number
  readonly onError: (error: unknown, place: string) => void
}

/** Checks of answers by the subnet's own verifier that run at a time, at most: they never get in the way of requests. */
const mostChecks = 2

export function createOrganic(parts: OrganicParts): Organic {
  const { database, clock, random, onEvidence, onRequest, replayShare, onError } = parts
  const replays = createReplayStore(database, clock)
  let checks = 0

  function emit(
    judged: readonly { readonly miner: string; readonly verdict: number }[],
    by: Pick<GatewayEvidence, 'model' | 'key' | 'payer' | 'source' | 'receipt'> & { readonly of: string },
  ): void {
    const { of, ...rest } = by
    const at = Math.floor(clock.date())
    onEvidence(
      judged.map(({ miner, verdict }) => ({ id: evidenceId(of, miner), at, miner, verdict, ...rest })),
    )
  }

  return {
    open({ key, model, call, id, receipt }) {
      const { question } = call
      if (key.organic === 'off' || question.isPinned) return null
      const payer = payerOf(key)
      const { synapse, input } = question
      onRequest({ model: model.id, synapse, input, key: key.id, payer })
      const by = { of: id, model: model.id, key: key.id, payer, receipt }
      const { isComparable = false, verify, replay } = question
      const keep = (gist: string) => {
        if (key.organic !== 'replay' || replay === undefined) return
        const { prompt } = question
        replays
          .note({ id, keyId: key.id, payer, model: model.id, ...replay, prompt, gist })
          .catch((error: unknown) => onError(error, 'replays'))
      }
      async function check({ choices }: Parameters<OpenOrganic['answered']>[0]): Promise<void> {
        const single = choices.filter((choice) => choice.by.length === 1)
        const graded = single.map(async (choice) => ({
          miner: minerKey(choice.by[0]!),
          verdict: await verify!(choice.answer),
        }))
        emit(await Promise.all(graded), { ...by, source: 'verifier' })
      }
      return {
        answered(answered) {
          if (isComparable) {
            const given = { choices: answered.choices, textOf: question.agree! }
            const verdicts = evidenceOf({ ...given, key })
            if (verdicts.length > 0) emit(verdicts, { ...by, source: 'agreement' })
            const gist = agreedGist(given)
            if (gist !== null) keep(gist)
          } else if (verify !== undefined && checks < mostChecks) {
            checks++
            check(answered)
              .catch((error: unknown) => onError(error, 'evidence'))
              .finally(() => void checks--)
          }
        },
        compared(judged, gist) {
          if (!isComparable) return
          const verdicts = judged.map(({ miner, right }) => ({ miner, verdict: right ? 1 : 0 }))
          emit(verdicts, { ...by, source: 'agreement' })
          keep(gist)
        },
      }
    },
    withReplays: (model) => ({
      ...model,
      async probe() {
        const taken = random() < replayShare ? await replays.take(model.id) : null
        const asked = taken && replayProbe(model, taken)
        if (asked === null) return (await model.probe?.()) ?? null
        const { keyId: key, payer, id } = taken!
        const by = {
          of: `${id} again`,
          model: model.id,
          key,
          payer,
          source: 'replay' as const,
          receipt: null,
        }
        return { ...asked, onJudged: (miner, right) => emit([{ miner, verdict: right ? 1 : 0 }], by) }
      },
    }),
  }
}

/** The same for the same answer, whatever judged it: it is one piece of evidence. */
const evidenceId = (of: string, miner: string) =>
  createHash('sha256').update(`${of} ${miner}`).digest('base64url').slice(0, 32)
