import type { PythonFunction } from '../python/module.js'
import { wordPattern } from '../translate/names.js'
import type { Fork } from './fork.js'

/** Python whose counterpart is left to write. */
export interface Originals {
  /** By the name of the synapse class: the functions of the miner that take it. */
  readonly miner: ReadonlyMap<string, readonly PythonFunction[]>
  /** Functions with which the validator asks. */
  readonly forward: readonly PythonFunction[]
  /** Functions with which the validator pays. */
  readonly reward: readonly PythonFunction[]
}

const isOfValidator = ({ path }: PythonFunction) => /validator/i.test(path)
const isOfReward = ({ path }: PythonFunction) => /reward|scoring|score\.py/i.test(path)

const isOfBase = ({ path }: PythonFunction) => /(^|\/)(base|api|mock)(\/|\.py)/.test(path)

/** Those of the miner itself, where there are any: the base classes and the API take a synapse as well. */
function ofNeurons(all: readonly PythonFunction[]): PythonFunction[] {
  const own = all.filter((one) => !isOfBase(one))
  const mining = own.filter(({ path }) => /miner/i.test(path))
  return [...(mining.length > 0 ? mining : own.length > 0 ? own : all)]
}

/** Finds the functions of a fork whose work the stubs stand for. */
export function findOriginals(fork: Fork): Originals {
  const miner = new Map<string, PythonFunction[]>()
  for (const one of fork.functions) {
    if (isOfValidator(one) || isOfReward(one) || /^(blacklist|priority|verify|__)/.test(one.name)) continue
    for (const { declared, names } of fork.synapses) {
      const takes = one.parameters.some(({ type }) => type && wordPattern(names).test(type.source))
      if (!takes || one.path === declared.path || /(blacklist|priority)/.test(one.name)) continue
      miner.set(declared.name, [...(miner.get(declared.name) ?? []), one])
    }
  }
  for (const [name, all] of miner) miner.set(name, ofNeurons(all))
  return {
    miner,
    forward: fork.functions.filter(
      (one) => isOfValidator(one) && !isOfReward(one) && /forward/.test(one.name) && !isOfBase(one),
    ),
    reward: fork.functions.filter((one) => isOfReward(one) && /reward|score/i.test(one.name)),
  }
}
