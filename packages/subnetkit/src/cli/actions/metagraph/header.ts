import { raoPerTao } from '@subnetkit/base'
import type { Metagraph } from '@subnetkit/chain'
import type { Palette } from '../../output/palette.js'
import { flow, printable } from '../../output/text.js'
import { formatAmount, formatDuration } from '../../output/units.js'

/** Summarizes the subnet in a few lines. */
export function renderHeader(
  metagraph: Metagraph,
  { palette, width }: { readonly palette: Palette; readonly width: number },
  blockMs: number,
): readonly string[] {
  const { netuid, mechanism, block, parameters, burn, pool } = metagraph
  const name = metagraph.name === null ? '' : ` ${printable(metagraph.name)}`
  const part = mechanism === 0 ? '' : `  mechanism ${mechanism}`
  const price = pool.alpha === 0n ? null : (pool.tao * raoPerTao) / pool.alpha
  const registration = parameters.registrationAllowed
    ? `registration burns ${formatAmount(burn)}`
    : 'registration is closed'
  const facts = [
    `tempo ${parameters.tempo}`,
    epochOf(metagraph, blockMs),
    ...(price === null ? [] : [`1 ${symbolOf(metagraph)} = ${formatAmount(price, { digits: 6 })}`]),
    registration,
  ]
  return [
    `${palette.bold(`subnet ${netuid}${name}`)}${part}  ${palette.dim(`block ${block}`)}`,
    ...flow(facts, width),
    ...flow(weightsOf(metagraph), width).map(palette.dim),
  ]
}

/** The symbol of the subnet's alpha, as safe as a name. */
export const symbolOf = ({ symbol }: Metagraph): string => printable(symbol) || 'α'

function epochOf({ nextEpochBlock, block }: Metagraph, blockMs: number): string {
  if (nextEpochBlock === null) return 'no epoch is due'
  const blocks = Math.max(0, nextEpochBlock - block)
  return `next epoch in ${blocks} ${blocks === 1 ? 'block' : 'blocks'} (≈ ${formatDuration(blocks * blockMs)}, block ${nextEpochBlock})`
}

function weightsOf({ parameters }: Metagraph): readonly string[] {
  const { commitReveal, revealPeriod, weightsRateLimit, weightsVersion, immunityPeriod } = parameters
  return [
    commitReveal
      ? `commit-reveal over ${revealPeriod} epoch${revealPeriod === 1 ? '' : 's'}`
      : 'weights in plain',
    `weights at most every ${weightsRateLimit === 1 ? 'block' : `${weightsRateLimit} blocks`}`,
    weightsVersion === 0n ? 'any version key' : `version key ${weightsVersion} or above`,
    `immunity ${immunityPeriod} blocks`,
  ]
}
