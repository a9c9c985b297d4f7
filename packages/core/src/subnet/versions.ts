import { configError, optionError } from '@subnetkit/base'
import { isSynapse, type Protocol, type Synapse } from './synapse.js'

/** Name of one version of a synapse in its protocol, and its path on the wire: version 1 has the plain name. */
export type VersionName<Name extends string, Version extends PropertyKey> = Version extends 1
  ? Name
  : `${Name}.v${Version & number}`

/** Versions of one synapse as entries of a protocol. */
export type Versions<Name extends string, ByVersion> = {
  readonly [Version in keyof ByVersion as VersionName<Name, Version>]: ByVersion[Version]
}

/** Names of a protocol without their versions. */
export type BaseName<
  P extends Protocol,
  Name extends keyof P & string = keyof P & string,
> = Name extends `${infer Base}.v${number}` ? Base : Name

/** Versions that a protocol has of a synapse, by number. */
export type ByVersion<P extends Protocol, Name extends string> = {
  readonly [Key in keyof P & string as VersionIn<Key, Name>]: P[Key]
}

/** Version that a name of a protocol stands for, if it is one of `Name`. */
export type VersionIn<Key extends string, Name extends string> = Key extends Name
  ? 1
  : Key extends `${Name}.v${infer Version extends number}`
    ? Version
    : never

/** A name of a protocol taken apart. */
export interface NameParts {
  readonly name: string
  readonly version: number
}

/** Maximum number of a version. */
const largestVersion = 999_999

/**
 * Makes the entries of a protocol for several versions of a synapse, side by side: `complete` for version 1,
 * `complete.v2` for version 2. Each is a synapse of its own, with handler, tasks and scopes by that name;
 * `client.queryVersions` finds the newest that a miner serves. Throws CONFIG_INVALID for a name that cannot be a path,
 * and for versions that are no integers from 1 to 999999.
 * @example
 * const protocol = {
 *   ...versions('complete', {
 *     1: synapse({ input: z.object({ prompt: z.string() }), output: z.string() }),
 *     2: synapse({ input: z.object({ messages: z.array(z.string()) }), output: z.string() }),
 *   }),
 * }
 */
export function versions<
  const Name extends string,
  const Listed extends { readonly [version: number]: Synapse },
>(name: Name, byVersion: Listed): Versions<Name, Listed> {
  const place = 'versions'
  if (typeof name !== 'string' || !/^[A-Za-z][A-Za-z0-9_-]*$/.test(name)) {
    throw optionError(`${place} name`, name, 'letters, digits, - and _, starting with a letter')
  }
  const entries = Object.entries(Object(byVersion) as Readonly<Record<string, unknown>>)
  if (entries.length === 0) throw optionError(`${place} ${name}`, byVersion, 'synapses by their versions')
  for (const [version, synapse] of entries) {
    if (!/^[1-9]\d{0,5}$/.test(version)) {
      const detail = `'${version}' is not an integer from 1 to ${largestVersion}`
      const fix = 'Number the versions from 1 up: { 1: synapse(…), 2: synapse(…) }.'
      throw configError('CONFIG_INVALID', { place: `${place} ${name}`, detail, fix })
    }
    if (!isSynapse(synapse)) throw optionError(`${place} ${name}[${version}]`, synapse, 'a synapse')
  }
  const named = entries.map(([version, synapse]) => [versionName(name, Number(version)), synapse])
  return Object.fromEntries(named) as Versions<Name, Listed>
}

/** Returns the name of one version of a synapse, which is its path on the wire. */
export function versionName(name: string, version: number): string {
  return version === 1 ? name : `${name}.v${version}`
}

/** Takes a name of a protocol apart. */
export function nameParts(called: string): NameParts {
  const [, name, version] = /^(.+)\.v([1-9]\d{0,5})$/.exec(called) ?? []
  return name === undefined ? { name: called, version: 1 } : { name, version: Number(version) }
}

/** Returns the versions that a protocol has of a synapse, in ascending order; none for an unknown synapse. */
export function versionsOf(protocol: Protocol, name: string): readonly number[] {
  return Object.keys(protocol)
    .filter((called) => called === name || called.startsWith(`${name}.v`))
    .map((called) => (called === name ? { name, version: 1 } : nameParts(called)))
    .filter((parts) => parts.name === name)
    .map(({ version }) => version)
    .sort((a, b) => a - b)
}
