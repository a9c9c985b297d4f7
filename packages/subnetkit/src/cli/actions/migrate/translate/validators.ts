import { plainName } from '../python/expression.js'
import type { PythonFunction } from '../python/module.js'
import type { Fork } from '../read/fork.js'
import type { TranslatedField } from './field.js'

/** Fields that a validator of pydantic checks: none for one of the whole model, null for a method that is no validator. */
export function validatedBy(
  fork: Pick<Fork, 'read'>,
  { decorators, path }: PythonFunction,
): readonly string[] | null {
  for (const decorator of decorators) {
    if (!/(validator|field_serializer)$/.test(plainName(decorator) ?? '')) continue
    const call = fork.read(decorator.source.replace(/^@\s*/, ''), path)
    const args = call.kind === 'call' ? call.args : []
    return args.flatMap((one) => (one.kind === 'value' && typeof one.value === 'string' ? [one.value] : []))
  }
  return null
}

/** Reason for the mark of a validator. */
export const validatorGap = ({ name, path, line }: PythonFunction): string =>
  `its validator ${name} (${path}:${line}) is not run: write it with .refine() of zod`

/** Source of a method with its decorators. */
export const methodSource = ({ decorators, source }: PythonFunction): string =>
  [...decorators.map((one) => one.source), source].join('\n')

/** Adds a reason to a field, if there is such a field, with the method that is its cause. */
export function addGap(
  fields: Map<string, TranslatedField>,
  name: string,
  reason: string,
  method?: PythonFunction,
): void {
  const field = fields.get(name)
  if (field === undefined) return
  const validators = method === undefined ? field.validators : [...field.validators, methodSource(method)]
  fields.set(name, { ...field, gaps: [...field.gaps, reason], validators })
}
