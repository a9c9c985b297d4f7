import type { PythonExpression } from '../python/expression.js'
import type { PythonClass } from '../python/module.js'
import type { Fork } from '../read/fork.js'
import { literalOf } from './literal.js'

/** Configuration of a class of pydantic. */
export interface ModelConfig {
  /** Treatment of keys that are no fields; null where the class does not say it. */
  readonly extra: 'forbid' | 'allow' | 'ignore' | null
  /** Reasons for marks: settings that change what is on the wire, and are not translated. */
  readonly gaps: readonly string[]
}

/** Settings that say nothing about the values on the wire. */
const silent =
  /^(title|frozen|allow_mutation|arbitrary_types_allowed|validate_\w+|use_attribute_docstrings|use_enum_values|from_attributes|orm_mode|protected_namespaces|json_schema_\w+|schema_extra|revalidate_instances|hide_input_in_errors|defer_build|smart_union|copy_on_model_validation|populate_by_name)$/

/** Reads `model_config`, `class Config` and the arguments of the class itself. */
export function configOf(fork: Fork, declared: PythonClass): ModelConfig {
  const { path, line, source, values, fields, keywords } = declared
  const last = line + source.split('\n').length
  const inner = fork.modules
    .flatMap(({ classes }) => classes)
    .find((one) => one.path === path && one.name === 'Config' && one.line > line && one.line < last)
  const given =
    values.get('model_config') ?? fields.find(({ name }) => name === 'model_config')?.value ?? null
  const settings = new Map([...(inner?.values ?? []), ...settingsIn(given), ...keywords])
  let extra: ModelConfig['extra'] = null
  const gaps: string[] = []
  if (given !== null && given.kind !== 'dict' && given.kind !== 'call')
    gaps.push(`model_config=${given.source} is computed`)
  for (const [name, value] of settings) {
    if (silent.test(name) || name === 'total') continue
    const literal = literalOf(fork, value, path) ?? value.source.split('.').at(-1)
    if (name === 'extra' && (literal === 'forbid' || literal === 'allow' || literal === 'ignore'))
      extra = literal
    else gaps.push(`${name}=${value.source} in the configuration of its class has no counterpart`)
  }
  return { extra, gaps }
}

function settingsIn(given: PythonExpression | null): Iterable<readonly [string, PythonExpression]> {
  if (given?.kind === 'call') return given.named
  if (given?.kind !== 'dict') return []
  return given.entries.map(
    ([key, value]) => [key.kind === 'value' ? String(key.value) : key.source, value] as const,
  )
}
