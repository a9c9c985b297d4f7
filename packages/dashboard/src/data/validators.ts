import { explainValidatorTrust, type WatchFinding, watchValidators } from '@subnetkit/core'
import { z } from 'zod'
import { atMost, mechanismInput, name, sentence } from './fields.js'
import { agreement } from './row-agreement.js'
import { read } from './trpc.js'

const row = z.object({
  uid: z.int(),
  hotkey: name,
  identity: name.nullable(),
  isOurs: z.boolean(),
  permit: z.boolean(),
  /** In TAO, as the chain weighs it. */
  stake: z.number(),
  vtrust: z.number(),
  dividends: z.number(),
  blocksSinceUpdate: z.int(),
  /** 1 - total variation: to consensus and to our row, as of the newest epoch; null without weights. */
  toConsensus: z.number().nullable(),
  toOurs: z.number().nullable(),
  weights: z.int(),
})

const output = z.object({
  atBlock: z.int(),
  validators: z.array(row).max(4_096),
  findings: z.array(z.object({ kind: name, uids: atMost(z.int(), 8), confidence: name, sentence })).max(100),
  epochs: z.int(),
  trust: z
    .object({
      block: z.int(),
      vtrust: z.number(),
      computed: z.number(),
      othersVtrust: z.number().nullable(),
      epochsCompared: z.int(),
      causes: z
        .array(z.object({ cause: name, loss: z.number(), detail: sentence, instruction: sentence }))
        .max(10),
      clipped: z
        .array(z.object({ uid: z.int(), hotkey: name, share: z.number(), consensus: z.number() }))
        .max(20),
    })
    .nullable(),
  /** Our trust by epoch, oldest first. */
  history: z.array(z.object({ block: z.int(), vtrust: z.number(), others: z.number().nullable() })).max(100),
})

/** Validators beside each other: trust, agreement, findings, and why ours has the trust that it has. */
export const validators = read
  .input(z.object({ mechanism: mechanismInput }).optional())
  .output(output)
  .query(async ({ ctx, input }) => {
    const { metagraph, epochs, trustCauses, validator } = ctx.reader(input?.mechanism)
    const [seen, snapshots] = await Promise.all([metagraph(), epochs()])
    const { neurons, block } = seen
    const newest = snapshots.at(-1)
    const at = agreement(newest, validator)
    const report = explainValidatorTrust(snapshots, validator)
    const causes = report && newest ? await trustCauses(report, seen, newest) : []
    return {
      atBlock: block,
      validators: neurons
        .filter(({ validatorPermit, uid }) => validatorPermit || (at(uid)?.weights ?? 0) > 0)
        .map((neuron) => ({
          ...{
            uid: neuron.uid,
            hotkey: neuron.hotkey,
            identity: neuron.identity,
            permit: neuron.validatorPermit,
          },
          ...{ isOurs: neuron.hotkey === validator, stake: Number(neuron.stake / 1_000n) / 1e6 },
          ...{ vtrust: neuron.validatorTrust / 65_535, dividends: neuron.dividends / 65_535 },
          blocksSinceUpdate: Math.max(block - neuron.lastUpdate, 0),
          ...{ toConsensus: at(neuron.uid)?.toConsensus ?? null, toOurs: at(neuron.uid)?.toOurs ?? null },
          weights: at(neuron.uid)?.weights ?? 0,
        }))
        .sort((left, right) => right.stake - left.stake),
      findings: watchValidators(snapshots).slice(-100).map(describe),
      epochs: snapshots.length,
      trust: report && {
        ...{ block: report.block, vtrust: report.vtrust, computed: report.computed },
        ...{ othersVtrust: report.othersVtrust, epochsCompared: report.epochsCompared },
        causes: causes.slice(0, 10),
        clipped: report.clipped.slice(0, 20),
      },
      history: snapshots.map(({ block: then, neurons: all }) => {
        const trust = (one: { readonly validatorTrust: number }) => one.validatorTrust / 65_535
        const own = all.find(({ hotkey }) => hotkey === validator)
        const others = all.filter(
          (one) => one.hotkey !== validator && one.validatorPermit && one.weights.length > 0,
        )
        const sorted = others.map(trust).sort((left, right) => left - right)
        return { block: then, vtrust: own ? trust(own) : 0, others: sorted[sorted.length >> 1] ?? null }
      }),
    }
  })

/** Loss of trust that is worth a sentence, as for the alert VtrustFell. */
const greatFall = 0.1

/** The fall of this validator's trust within the epochs that were read; null without a great one. */
export const trustFall = read
  .input(z.object({ mechanism: mechanismInput }).optional())
  .output(z.object({ from: z.number(), to: z.number(), epochs: z.int() }).nullable())
  .query(async ({ ctx, input }) => {
    const { epochs, validator } = ctx.reader(input?.mechanism)
    const trusts = (await epochs()).map(({ neurons }) => {
      const own = neurons.find(({ hotkey }) => hotkey === validator)
      return (own?.validatorTrust ?? 0) / 65_535
    })
    const [from, to] = [Math.max(...trusts), trusts.at(-1) ?? 0]
    return trusts.length > 1 && from - to > greatFall
      ? { from, to, epochs: trusts.length - trusts.lastIndexOf(from) - 1 }
      : null
  })

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

function describe(finding: WatchFinding) {
  const { kind, confidence, epochs } = finding
  const uids = finding.validators.map(({ uid }) => uid)
  return { kind, uids, confidence, sentence: `${sentenceOf(finding)}, over ${epochs} epochs` }
}

function sentenceOf(finding: WatchFinding): string {
  switch (finding.kind) {
    case 'weight-copier': {
      const whose = finding.source === null ? finding.copied : `validator ${finding.source.uid}`
      const when = finding.lag === 0 ? 'within the epoch' : `${finding.lag} epochs later`
      return `its new weights are those of ${whose} ${when}: they differ by ${percent(finding.distance)}, where independent validators differ by ${percent(finding.independentDistance)}`
    }
    case 'lazy-validator':
      return `its weights do not move, while those of others moved by ${percent(finding.othersMoved)}`
    case 'self-dealing':
      return `it gives miners of its own coldkey ${percent(finding.share)}, where consensus without it gives ${percent(finding.consensusShare)}`
    case 'colluding-pair':
      return `both give the same miners ${percent(finding.shares[0])} and ${percent(finding.shares[1])}, where consensus without them gives ${percent(finding.consensusShares[0])}`
  }
}
