import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'

/** Compilers by the dialect that a schema names as its `$schema`; a schema without one has the latest. */
const dialects: readonly (readonly [names: RegExp, compiler: typeof Ajv | typeof Ajv2020])[] = [
  [/^https?:\/\/json-schema\.org\/draft-0[67]\/schema#?$/, Ajv],
  [/^https?:\/\/json-schema\.org\/draft\/20(19-09|20-12)\/schema#?$/, Ajv2020],
]

/** Returns the check of a schema that {@link schemaFlaw} found fit. Throws for one that does not compile, and for an unknown dialect. */
export function validatorOf(schema: object): (value: unknown) => boolean {
  const { $schema, ...rest } = schema as { readonly $schema?: unknown }
  const Compiler =
    $schema === undefined
      ? Ajv2020
      : dialects.find(([names]) => typeof $schema === 'string' && names.test($schema))?.[1]
  if (Compiler === undefined) throw new Error('an unknown dialect')
  const ajv = new Compiler({ strict: false, validateFormats: false, addUsedSchema: false, logger: false })
  const validate = ajv.compile(rest)
  if ('$async' in validate) throw new Error('an asynchronous schema')
  return (value) => validate(value) === true
}
