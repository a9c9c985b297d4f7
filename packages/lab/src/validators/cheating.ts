import { defineValidator, type Submission, type ValidatorAgent } from './validator-agent.js'

/** Sets its weights once and never again. */
export const staleValidator = (): ValidatorAgent =>
  defineValidator({
    ...{ name: 'stale-validator', about: 'scores for two epochs and repeats those weights for ever' },
    weights({ own, epoch, memory }) {
      if (epoch <= 1) memory.set('own', own)
      return memory.get('own') as Submission
    },
  })

/** Pays the miners of its own operator. */
export const ringValidator = ({ miners = 'ring-miner' } = {}): ValidatorAgent =>
  defineValidator({
    ...{ name: 'ring-validator', scores: false, about: `gives all its weight to its own ${miners}` },
    weights({ neurons }) {
      const friends = neurons.filter(({ coldkey }) => coldkey.startsWith(miners))
      return { uids: friends.map(({ uid }) => uid), values: friends.map(() => 65_535) }
    },
  })

/** Scores, and adds weight to a miner that pays for it. */
export const bribedValidator = ({ briber = 'briber', share = 0.2 } = {}): ValidatorAgent =>
  defineValidator({
    ...{
      name: 'bribed-validator',
      about: `gives ${Math.round(share * 100)} % of its weight to the ${briber}`,
    },
    weights({ own, neurons }) {
      const paid = neurons.find(({ coldkey }) => coldkey.startsWith(briber))
      if (paid === undefined || own.uids.length === 0) return own
      const total = own.values.reduce((sum, value) => sum + value, 0)
      const others = own.uids
        .map((uid, at) => [uid, own.values[at]!] as const)
        .filter(([uid]) => uid !== paid.uid)
      const bribe = Math.min(65_535, Math.round((total * share) / (1 - share)))
      const all = [...others, [paid.uid, bribe] as const].toSorted(([one], [other]) => one - other)
      return { uids: all.map(([uid]) => uid), values: all.map(([, value]) => value) }
    },
  })

/** Sends the version key of the release before. */
export const versionLaggard = (): ValidatorAgent =>
  defineValidator({
    ...{ name: 'version-laggard', about: 'scores well, with the version key of the release before' },
    weights: ({ own, versionKey }) => ({ ...own, versionKey: versionKey - 1n }),
  })

/** Reaches only every other miner. */
export const eclipsedValidator = (): ValidatorAgent =>
  defineValidator({
    ...{ name: 'eclipsed-validator', about: 'reaches only every other miner' },
    sees: (hotkey) => [...hotkey].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 2 === 0,
    weights: ({ own }) => own,
  })

/** Works as an honest one does, with its stake split over several hotkeys. */
export const stakeSplitter = (): ValidatorAgent =>
  defineValidator({
    ...{ name: 'stake-splitter', about: 'scores well, with its stake split over several hotkeys' },
    weights: ({ own }) => own,
  })
