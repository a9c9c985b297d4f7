import type { VersionActivation } from '../../commitment/activation.js'
import { rubric } from '../../rubric/define-rubric.js'
import { criterion } from '../../rubric/parts.js'
import type { Store } from '../../store/store.js'
import { defineSubnet, type Subnet } from '../../subnet/define-subnet.js'
import type { Protocol } from '../../subnet/synapse.js'
import type { Families } from '../../tasks/task.js'
import type { StepName } from '../events.js'
import type { ValidatorOptions } from '../options.js'
import { createValidator } from '../roles/create-validator.js'
import type { EmbeddedParts } from './embedded-parts.js'
import { timeout } from './fake-chain.js'
import { sums } from './fixture.js'
import { setUpValidator } from './set-up.js'

/** Its next version pays most for what is wrong, and cannot read an answer of -1. */
export const turned = defineSubnet({
  ...sums,
  next: {
    version: 4,
    rubric: rubric(sums.tasks, {
      criteria: [
        criterion('wrong', 1, ({ output, truth }) => {
          if (output.sum === -1) throw new Error('it cannot read this')
          return output.sum === truth ? 0.5 : 1
        }),
      ],
    }),
  },
})

export const hash = 'ab'.repeat(32)

/** A validator whose chain holds what `published` returns. */
export async function follow<P extends Protocol, F extends Families<P>>(
  parts: EmbeddedParts,
  subnet: Subnet<P, F>,
  published: () => VersionActivation | null,
  {
    wrap = (store: Store) => store,
    ...more
  }: Partial<ValidatorOptions<typeof sums.protocol>> & { readonly wrap?: (store: Store) => Store } = {},
) {
  const set = await setUpValidator(parts, more)
  set.chain.activation = async () => published()
  const start = () =>
    createValidator(subnet as unknown as typeof sums, { ...set.options, store: wrap(set.store) })
  let validator = start()
  return {
    ...set,
    /** Starts again while the chain cannot tell what was activated. */
    async restart() {
      await validator[Symbol.asyncDispose]()
      set.chain.activation = async () => {
        throw timeout()
      }
      validator = start()
      await validator.start()
    },
    resume() {
      set.chain.activation = async () => published()
    },
    async [Symbol.asyncDispose]() {
      await validator[Symbol.asyncDispose]()
    },
    stop: () => validator[Symbol.asyncDispose](),
    async play(round: number) {
      if (round === 1_000) await validator.start()
      else {
        // Weights make blocks of their own.
        set.chain.mine(Math.max(0, round - set.chain.block))
      }
      // The shadow is folded last.
      const isDone = (step: StepName) =>
        set.of('step-done').some((done) => done.step === step && done.round === round)
      while (!isDone('weights') || !isDone('fold')) await set.next('step-done')
    },
    /** Scores by hotkey, but for the miner whose answers depend on its tasks. */
    async scores() {
      const entries = (await set.store.scores()).filter(({ hotkey }) => hotkey !== 'poison')
      return Object.fromEntries(entries.map(({ hotkey, score }) => [hotkey, score]))
    },
    versions: async () =>
      Object.fromEntries((await set.store.rounds()).map(({ number, version }) => [number, version])),
  }
}
