import type { VersionActivation } from '../../commitment/activation.js'
import { rubric } from '../../rubric/define-rubric.js'
import { criterion } from '../../rubric/parts.js'
import type { Store } from '../../store/store.js'
import { defineSubnet } from '../../subnet/define-subnet.js'
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
export async function follow(
  parts: EmbeddedParts,
  subnet: typeof sums,
  published: () => VersionActivation | null,
  wrap = (store: Store) => store,
) {
  const set = await setUpValidator(parts)
  set.chain.activation = async () => published()
  const start = () => createValidator(subnet, { ...set.options, store: wrap(set.store) })
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
    async play(round: number) {
      if (round === 1_000) await validator.start()
      else {
        // Weights make blocks of their own.
        set.chain.mine(Math.max(0, round - set.chain.block))
      }
      const isDone = () => set.of('step-done').some((done) => done.step === 'weights' && done.round === round)
      while (!isDone()) await set.next('step-done')
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
