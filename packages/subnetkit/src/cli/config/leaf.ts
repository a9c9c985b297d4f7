import { strictOptions } from '@subnetkit/base'
import { z } from 'zod'
import type { SectionTexts } from './texts/setting-text.js'

/** Fields of a schema that `optionsOf` made. */
export const shapeOf = <S extends z.core.$ZodShape>({ out }: { readonly out: { readonly shape: S } }): S =>
  out.shape

/** The schema of a field without its default, which its function fills in. */
type Bare<T> = T extends
  | z.ZodDefault<infer U>
  | z.ZodPrefault<infer U>
  | z.ZodOptional<infer U>
  | z.ZodNullable<infer U>
  ? Bare<U>
  : T
type Leaf<T> = z.ZodOptional<Bare<T> & z.ZodType>

/** Field of a configuration: as in the options of its function, but absent where it is not set. */
export function leaf<T extends z.core.$ZodType>(field: T): Leaf<T> {
  return z.optional(bare(field as never)) as never
}

/** Kinds of fields that a file can hold: no functions, and no objects, whose fields are settings of their own. */
type Plain = z.ZodNumber | z.ZodBoolean | z.ZodString | z.ZodEnum | z.ZodArray
type PlainLeaves<S, Except> = {
  readonly [Name in keyof S as Name extends Except
    ? never
    : Bare<S[Name]> extends Plain
      ? Name
      : never]: Leaf<S[Name]>
}

/** The fields of a function's options that a file can hold, but for some that are set elsewhere. */
export function plainLeaves<S extends z.core.$ZodShape, const E extends keyof S & string = never>(
  shape: S,
  ...except: readonly E[]
): PlainLeaves<S, E> {
  const fields = Object.entries(shape).filter(
    ([name, field]) => isPlain(bare(field as z.ZodType)) && !except.includes(name as E),
  )
  return Object.fromEntries(fields.map(([name, field]) => [name, leaf(field)])) as never
}

const isPlain = (field: z.ZodType): boolean =>
  [z.ZodNumber, z.ZodBoolean, z.ZodString, z.ZodEnum, z.ZodArray].some((kind) => field instanceof kind)

/** Fields under one name. */
export const group = <S extends z.core.$ZodLooseShape>(shape: S) => strictOptions(shape).optional()

function bare(field: z.ZodType): z.ZodType {
  const isWrapper =
    field instanceof z.ZodDefault ||
    field instanceof z.ZodPrefault ||
    field instanceof z.ZodOptional ||
    field instanceof z.ZodNullable
  return isWrapper ? bare(field.def.innerType as z.ZodType) : field
}

/** The leaf schema of a setting by its name, such as `limits.maxWaiting`. */
export function leafAt(shape: z.core.$ZodShape, name: string): z.ZodType {
  const [first = '', ...rest] = name.split('.')
  const field = bare(shape[first] as z.ZodType)
  return field instanceof z.ZodObject && rest.length > 0 ? leafAt(field.shape, rest.join('.')) : field
}

/** Names of all leaves of a shape. */
export function leafNames(shape: z.core.$ZodShape): readonly string[] {
  return Object.entries(shape).flatMap(([name, field]) => {
    const inner = bare(field as z.ZodType)
    return inner instanceof z.ZodObject ? leafNames(inner.shape).map((rest) => `${name}.${rest}`) : [name]
  })
}

/** The same shape, each leaf with its description: for the schema that editors read. */
export function described(
  shape: z.core.$ZodShape,
  texts: SectionTexts,
  prefix = '',
): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(shape).map(([name, field]) => {
      const inner = bare(field as z.ZodType)
      if (inner instanceof z.ZodObject) {
        return [name, strictOptions(described(inner.shape, texts, `${prefix}${name}.`)).optional()]
      }
      const { text = '', fallback } = texts[`${prefix}${name}`] ?? {}
      const description = fallback === undefined ? text : `${text} (default: ${fallback})`
      return [name, inner.describe(description).optional()]
    }),
  )
}
