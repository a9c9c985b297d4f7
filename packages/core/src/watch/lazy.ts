import type { LazyValidatorFinding } from './finding.js'
import { distance, type History, median } from './history.js'

/** Epochs without movement after which a validator that sets nothing is lazy: about the default activity cutoff. */
const silentEpochs = 12
/** The same for one that sets the same weights again, and how often it must have done so. */
const resentEpochs = 6
const resentTimes = 4
/** Least distance that the others have moved meanwhile. */
const othersLeast = 0.02

interface Still {
  since: number
  resent: number
  lastUpdate: number
}

/** Finds validators whose weights no longer move while those of the others do. */
export function findLazy(history: History): LazyValidatorFinding[] {
  const found = new Map<string, LazyValidatorFinding>()
  const still = new Map<string, Still>()
  for (const [at, { voters, moved, snapshot }] of history.epochs.entries()) {
    for (const uid of voters) {
      const subject = history.subject(at, uid)
      const { lastUpdate } = history.neuron(at, uid)
      const state = still.get(subject.hotkey)
      if (state === undefined || moved.has(uid)) {
        still.set(subject.hotkey, { since: at, resent: 0, lastUpdate })
        continue
      }
      if (lastUpdate > state.lastUpdate) state.resent += 1
      state.lastUpdate = lastUpdate
      const epochs = at - state.since
      const isStill = epochs >= silentEpochs || (epochs >= resentEpochs && state.resent >= resentTimes)
      if (!isStill || found.has(subject.hotkey)) continue
      const othersMoved = medianMovement(history, uid, state.since, at)
      if (othersMoved < othersLeast) continue
      found.set(subject.hotkey, {
        kind: 'lazy-validator',
        validators: [subject],
        resent: state.resent,
        othersMoved,
        epochs,
        sinceBlock: history.epochs[state.since]!.snapshot.block,
        foundBlock: snapshot.block,
        confidence: othersMoved >= 2 * othersLeast ? 'high' : 'moderate',
      })
    }
  }
  return [...found.values()]
}

function medianMovement(history: History, uid: number, from: number, to: number): number {
  const { voters, rows } = history.epochs[to]!
  const moves = voters.flatMap((voter) => {
    const before = voter === uid ? null : history.row(voter, from, to)
    return before === null ? [] : [distance(rows[voter]!, before)]
  })
  return moves.length < 2 ? 0 : median(moves)
}
