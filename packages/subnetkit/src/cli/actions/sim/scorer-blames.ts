import type { Blame, RoundStep, ScorerRequest } from '@subnetkit/lab'

/** Kinds of miners whose answers led into a loop, and where that was found. */
export interface Blames {
  /** Notes a step that did not return; null for one that is no single miner's. */
  add(request: ScorerRequest, step: RoundStep, miner: number): Blame | null
  /** Those that a round knows: of earlier rounds, and of its own validator's. Depends on no other process, so that results do not, either. */
  of(request: Pick<ScorerRequest, 'simulation' | 'validator' | 'number'>): readonly Blame[]
}

type Found = Blame & Pick<ScorerRequest, 'simulation' | 'validator' | 'number'>

export function createBlames(): Blames {
  const found: Found[] = []
  return {
    add({ simulation, validator, number, miners }, step, miner) {
      const agent = miners[miner]?.agent.name
      if (step === 'other' || agent === undefined) return null
      const what = step === 'score' ? 'the rubric did not return for an answer' : 'answer() did not return'
      const reason = `${what} at block ${number}, so its answers from then on are malformed`
      const blame = { agent, reason }
      found.push({ ...blame, simulation, validator, number })
      return blame
    },
    of: ({ simulation, validator, number }) =>
      found
        .filter(
          (one) =>
            one.simulation === simulation &&
            (one.number < number || (one.number === number && one.validator === validator)),
        )
        .map(({ agent, reason }) => ({ agent, reason })),
  }
}
