import { z } from 'zod'
import { maskUrl } from '../../../secrets/secrets.js'
import { allSections, type Setting, settingsOf } from '../../config/texts/sections.js'
import { variableOf } from '../../config/texts/setting-text.js'
import type { Context } from '../../context/context.js'
import { renderTable } from '../../output/table.js'
import { defineAction } from '../../program/define-action.js'

/** A setting as it is printed. */
interface Effective {
  readonly key: string
  /** Null for a default. */
  readonly value: unknown
  readonly from: 'flag' | 'environment' | 'file' | 'default'
  /** The option, the variable or the file; null for a default. */
  readonly name: string | null
  /** Default, as the help shows it; null if there is none. */
  readonly default: string | null
  readonly variable: string
}

export const action = defineAction(z.strictObject({}), async (context) => {
  const settings = settingsOf(allSections).map((setting) => effective(context, setting))
  const { file } = context.configured
  return {
    data: { file, settings },
    text: () =>
      [
        file === null ? 'no configuration file' : `configuration file: ${file}`,
        '',
        ...renderTable<Effective>(
          [
            { title: 'SETTING', text: ({ key }) => key },
            { title: 'VALUE', text: shownValue, shrinkTo: 24 },
            { title: 'FROM', text: ({ from, name }) => name ?? from },
            { title: 'VARIABLE', text: ({ variable }) => variable, leaves: 1 },
          ],
          settings,
          context,
        ),
      ].join('\n'),
  }
})

function effective({ configured, globalOrigins }: Context, setting: Setting): Effective {
  const { key, section, name, fallback = null, variables: [variable = variableOf(key)] = [] } = setting
  const global = globalOrigins.get(key)
  const origin = global ?? configured.origins.get(key)
  const value =
    global?.value ??
    valueAt(configured.config as Readonly<Record<string, unknown>>, [section, ...name.split('.')])
  const common = { key, default: fallback, variable }
  if (origin === undefined || value === undefined) {
    return { ...common, value: null, from: 'default', name: null }
  }
  return {
    ...common,
    value: key.endsWith('.token') ? '…' : masked(value),
    from: origin.from,
    name: origin.name,
  }
}

function valueAt(tree: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, name) => Object(at)[name], tree)
}

/** A URL without its password and keys. */
function masked(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return value.map(masked)
  return typeof value === 'string' && value.includes('://') ? maskUrl(value) : value
}

function shownValue({ value, default: fallback }: Effective): string {
  if (value === null) return fallback ?? '–'
  return Array.isArray(value) ? value.join(', ') : String(value)
}
