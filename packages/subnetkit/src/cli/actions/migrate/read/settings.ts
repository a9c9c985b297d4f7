import { nodesOf, textOf } from '../../../syntax/tree.js'
import { readExpression } from '../python/expression.js'
import { literalOf } from '../translate/literal.js'
import type { Fork } from './fork.js'

/** A setting of the neurons of a fork, with its default. */
export interface ForkSetting {
  /** Option of the command line, such as `--neuron.sample_size`. */
  readonly name: string
  readonly value: string | number | boolean | null
  readonly help: string
}

/** Version and settings of a fork. */
export interface ForkSettings {
  /** Version key: that of the fork, or made from its version as the template does; 1 for none. */
  readonly version: number
  /** Share of the newest round in the scores; null where it is not said. */
  readonly alpha: number | null
  readonly settings: readonly ForkSetting[]
}

/** Settings of the template that say nothing about the subnet itself. */
const ofTheMachine =
  /^--(wandb|axon|logging|subtensor|wallet|mock|neuron\.(device|name|events|dont_save|axon_off|disable))/

/** Reads the version and the settings that the neurons of the fork take. */
export function readSettings(fork: Fork): ForkSettings {
  const settings = new Map<string, ForkSetting>()
  for (const { file } of fork.modules) {
    if (!file.text.includes('add_argument')) continue
    for (const node of nodesOf(file.root, 'CallExpression')) {
      const call = readExpression(file, node)
      if (call.kind !== 'call' || !textOf(file, node).includes('add_argument(')) continue
      const [first] = call.args
      const value = call.named.get('default')
      if (first?.kind !== 'value' || typeof first.value !== 'string' || value === undefined) continue
      const literal = literalOf(fork, value, file.path)
      if (ofTheMachine.test(first.value) || typeof literal === 'object' || literal === undefined) continue
      const help = call.named.get('help')
      settings.set(first.value, {
        name: first.value,
        value: literal,
        help:
          help?.kind === 'value'
            ? String(help.value ?? '')
                .replace(/\s+/g, ' ')
                .trim()
            : '',
      })
    }
  }
  const alpha = [...settings.values()].find(({ name }) => name.endsWith('moving_average_alpha'))?.value
  return {
    version: versionOf(fork),
    alpha: typeof alpha === 'number' && alpha > 0 && alpha <= 1 ? alpha : null,
    settings: [...settings.values()],
  }
}

/** `__spec_version__` as a number, else made of `__version__` as the template makes it. */
function versionOf(fork: Fork): number {
  const isRoot = (path: string) => /^[^/]+\/__init__\.py$/.test(path)
  const values = fork.modules.filter(({ file }) => isRoot(file.path)).map((one) => one.values)
  for (const one of values) {
    const spec = one.get('__spec_version__')
    if (spec?.kind === 'value' && typeof spec.value === 'number' && spec.value >= 1) return spec.value
    const version = one.get('__version__')
    if (spec === undefined || version?.kind !== 'value') continue
    const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)$/.exec(String(version.value)) ?? []
    if (patch !== undefined) return Math.max(1, 1_000 * Number(major) + 10 * Number(minor) + Number(patch))
  }
  return 1
}
