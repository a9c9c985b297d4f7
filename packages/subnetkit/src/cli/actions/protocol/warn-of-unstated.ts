import type { Context } from '../../context/context.js'
import type { LoadedSubnet } from '../../module/load-subnet.js'

/** Reports on stderr what the schemas of a product leave out of the definition. */
export async function warnOfUnstated(context: Context, { protocol }: LoadedSubnet): Promise<void> {
  const { unstatedParts } = await import('@subnetkit/transport/products')
  for (const [name, synapse] of Object.entries(protocol)) {
    for (const { place, what } of unstatedParts(name, synapse))
      context.progress(`note: JSON Schema cannot state ${what} (${place})`)
  }
}
