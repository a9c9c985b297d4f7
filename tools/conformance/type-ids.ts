import { differingTypes, repeatedTypes } from '@subnetkit/devnet/conformance'
import { table } from './table.js'

const INTRODUCTION = `A type of the metadata that mainnet has too, by its path and parameters or by its parts, has the id of mainnet's spec 381:
\`packages/devnet/src/metadata/ids.test.ts\` compares them. Metadata v14, v15 and v16 number in an order of their own; those of
v14 and v15 follow from v16. Other types come after mainnet's, and ids of types that the devnet has no use for are empty
tuples. Every version of the runtime has these ids: those of mainnet's other versions are not known.`

/** The section on the ids of types in the metadata. */
export function typeIdParts(): string[] {
  return [
    '## Type ids',
    INTRODUCTION,
    'With the spec version 381, these types have the id but not the definition of mainnet:',
    differingTypes.map(({ type, how }) => `- \`${type}\`: ${how}.`).join('\n'),
    'Mainnet lists these types more than once, since Rust distinguishes them. The place that uses one decides which it is, as on mainnet; a place that mainnet does not have gets the first. What is in parentheses has no use in the devnet.',
    table([['Type', 'Ids in v16'], ...repeatedTypes.map(({ type, ids }) => [`\`${type}\``, listOf(ids)])]),
  ]
}

const listOf = (ids: Readonly<Record<number, string>>): string =>
  Object.entries(ids)
    .map(([id, use]) => `${id} ${use}`)
    .join(', ')
