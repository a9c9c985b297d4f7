import type { GatewaySettings } from './options.js'

type Prices = Pick<GatewaySettings, 'deposits' | 'priceFixed' | 'pricePerThousandTokens' | 'more'>

/** Returns the warning for a gateway that accepts TAO and charges nothing; null where an answer of any subnet has a price. */
export function unpricedDeposits({
  deposits,
  priceFixed,
  pricePerThousandTokens,
  more,
}: Prices): string | null {
  if (deposits === undefined) return null
  const prices = [
    ...[priceFixed, pricePerThousandTokens],
    ...more.flatMap((one) => [one.priceFixed ?? 0, one.pricePerThousandTokens ?? 0]),
  ]
  if (prices.some((price) => price > 0)) return null
  return 'deposits are accepted and all prices are 0: prepaid keys are answered although nothing is paid in; set gateway.priceFixed or gateway.pricePerThousandTokens'
}
