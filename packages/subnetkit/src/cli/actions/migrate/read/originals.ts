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

/** Work of a validator that pays miners, by its name; not what keeps scores. */
const isReward = ({ name }: PythonFunction) =>
  /(^|_)(rewards?|scor(e|es|ing)|grade|evaluate)(_|$)/i.test(name) &&
  !/^_*(update|set|save|load|log|print|init)_/.test(name)

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
  const forward = fork.functions.filter(
    (one) =>
      !isOfBase(one) && !isOfReward(one) && (asks(one) || (isOfValidator(one) && /forward/.test(one.name))),
  )
  const inFiles = fork.functions.filter(
    (one) =>
      isOfReward(one) &&
      (/reward|score/i.test(one.name) ||
        (/reward|scor/i.test(one.owner ?? '') && !/^__(?!call)/.test(one.name))),
  )
  const inValidators = fork.functions.filter(
    (one) => !isOfReward(one) && !isOfBase(one) && isOfValidator(one) && isReward(one),
  )
  const others = fork.functions.filter((one) => !isOfBase(one) && isReward(one))
  const reward = [...inFiles, ...inValidators]
  return { miner, forward: outermost(forward), reward: outermost(reward.length > 0 ? reward : others) }
}

/** True for a function that calls a dendrite. */
const asks = ({ source, path }: PythonFunction) =>
  !/miner/i.test(path) && /(?<!\b(bt|bittensor)\.)\bdendrite(\.\w+)?\s*\(/.test(source)

/** Without the functions inside others. */
const outermost = (all: readonly PythonFunction[]): readonly PythonFunction[] =>
  all.filter(
    (one) =>
      !all.some(
        (other) =>
          other !== one &&
          other.path === one.path &&
          other.node.from <= one.node.from &&
          other.node.to >= one.node.to,
      ),
  )
