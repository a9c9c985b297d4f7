import type { SubnetError } from '@subnetkit/base'
import { nameParts, type Protocol, versionName, versionsOf } from '@subnetkit/core'
import { transportError } from '../errors/transport-error.js'
import { shorten } from '../http/headers.js'

/** Returns the refusal of a name that a protocol does not have: by version if it has others of that synapse. */
export function unknownSynapse(protocol: Protocol, called: string): SubnetError {
  const { name, version } = nameParts(called)
  const served = versionsOf(protocol, name)
  if (served.length === 0) {
    return transportError('SYNAPSE_UNKNOWN', {
      synapse: shorten(called),
      known: Object.keys(protocol).join(', '),
    })
  }
  if (served.includes(version)) {
    return transportError('SYNAPSE_MISNAMED', { called: shorten(called), synapse: name, version })
  }
  return transportError('SYNAPSE_VERSION_UNKNOWN', {
    ...{ synapse: name, version },
    served: served.map((one) => versionName(name, one)).join(', '),
  })
}

/** Returns the versions that a refusal lists. */
export function servedVersions({ code, details }: SubnetError): readonly number[] | undefined {
  if (code !== 'SYNAPSE_VERSION_UNKNOWN') return undefined
  return String(details.served)
    .split(', ')
    .map((called) => nameParts(called).version)
}
