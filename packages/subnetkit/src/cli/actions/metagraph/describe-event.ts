import type { MetagraphEvent } from '@subnetkit/chain'
import { showHostPort } from '../../output/host-port.js'
import { formatAmount } from '../../output/units.js'

/** A change of the metagraph as one line. `unit` is the symbol of the subnet's alpha. */
export function describeEvent(event: MetagraphEvent, unit: string): string {
  if (event.kind === 'ownerChanged') {
    return `owner    hotkey ${event.from.hotkey} → ${event.to.hotkey}, coldkey ${event.from.coldkey} → ${event.to.coldkey}`
  }
  const who = `uid ${event.uid}  ${event.hotkey}`
  switch (event.kind) {
    case 'registered':
      return `${who}  registered`
    case 'replaced':
      return `${who}  replaced ${event.from.hotkey}`
    case 'deregistered':
      return `${who}  deregistered`
    case 'uidMoved':
      return `${who}  moved from uid ${event.from}`
    case 'swapped':
      return `${who}  swapped in for ${event.from}`
    case 'coldkeyChanged':
      return `${who}  coldkey ${event.from} → ${event.to}`
    case 'axonMoved':
      return `${who}  axon ${axonOf(event.from)} → ${axonOf(event.to)}`
    case 'permitGained':
      return `${who}  gained a validator permit`
    case 'permitLost':
      return `${who}  lost its validator permit`
    case 'stakeChanged': {
      const change = event.to - event.from
      const sign = change < 0n ? '' : '+'
      return `${who}  stake ${sign}${formatAmount(change, { unit })} to ${formatAmount(event.to, { digits: 4, unit })}`
    }
  }
}

const axonOf = (axon: { readonly host: string; readonly port: number } | null): string =>
  axon === null ? 'none' : showHostPort(axon)
