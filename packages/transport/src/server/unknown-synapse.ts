import type { SubnetError } from '@subnetkit/base'
import { nameParts, type Protocol, versionName, versionsOf } from '@subnetkit/core'
import { transportError } from '../errors/transport-error.js'
import { pathOf, shorten } from '../http/headers.js'
import { receiptsTarget } from '../receipts/statements.js'
import { sessionTarget } from '../session/headers.js'

/**
 * Returns the refusal of a name that a protocol does not have: by version if it has others of that synapse, and in words of
 * their own for the targets of sessions and receipts.
 */
export function unknownSynapse(protocol: Protocol, called: string): SubnetError {
  if (called === pathOf(sessionTarget)) return transportError('SESSIONS_OFF', {})
  if (called === pathOf(receiptsTarget)) return transportError('RECEIPTS_OFF', {})
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
