import { blockEmission } from '@subnetkit/yuma'
import type { BlockContext } from '../runtime/context.js'
import { mint, withdraw } from '../runtime/currency.js'
import { subnetAccount } from './accounts.js'
import { accrual, blockTerms, emissionShares, nextMovingPrice, rootProportion } from './math/emission-math.js'
import { one32, one64, proportion32, saturatingSub } from './math/fixed.js'
import { alphaIssuance, balanceForInjection, buyAlpha, currentPrice } from './pool.js'
import type { Reading } from './reading.js'
import { follows } from './spec.js'
import { taoWeight32 } from './stake-weight.js'
import { root } from './subnets.js'

/** Those of the subnets that emit: started, trading and open for registration. */
export function emittingSubnets(ctx: Reading, subnets: readonly number[]): number[] {
  const { FirstEmissionBlockNumber, SubtokenEnabled, NetworkRegistrationAllowed } = ctx.state.SubtensorModule
  return subnets.filter(
    (netuid) =>
      FirstEmissionBlockNumber.has(netuid) &&
      SubtokenEnabled.get(netuid) &&
      NetworkRegistrationAllowed.get(netuid),
  )
}

/** The block's new TAO, rao: what the issuance curve gives now. */
export function mintableTao(ctx: BlockContext): bigint {
  return emission(ctx, ctx.state.SubtensorModule.TotalIssuance.get())
}

/** The emission curve; evaluating it always updates BlockEmission. */
function emission(ctx: BlockContext, issuance: bigint): bigint {
  const amount = blockEmission(issuance)
  ctx.state.SubtensorModule.BlockEmission.set(amount)
  return amount
}

/**
 * Divides the block's TAO over the emitting subnets, puts it into their pools and accrues their alpha.
 * Only TAO that found a pool is issued.
 */
export function emitBlock(ctx: BlockContext, netuids: readonly number[], tao: bigint): void {
  const { SubnetMovingPrice, SubnetMechanism, MinerBurned, SubnetEmissionEnabled, SubnetOwnerCut } =
    ctx.state.SubtensorModule
  const claims = netuids.map((netuid) => ({
    netuid,
    price: SubnetMechanism.get(netuid) === 1 ? SubnetMovingPrice.get(netuid) << 32n : one64,
    minerBurned: MinerBurned.get(netuid) << 32n,
    enabled: SubnetEmissionEnabled.get(netuid),
  }))
  const shares = emissionShares(claims, tao, { tiered: follows(ctx, 'tieredEmission') })
  const rootStake = readRootStake(ctx)
  const terms = netuids.map((netuid) => ({
    netuid,
    ...termsOf(ctx, netuid, shares.get(netuid) ?? 0n, rootStake),
  }))
  for (const subnet of terms) injectLiquidity(ctx, subnet)
  const rootEarns = sum(netuids.map((netuid) => SubnetMovingPrice.get(netuid))) > one32
  const ownerCut = proportion32(SubnetOwnerCut.get())
  for (const { netuid, alphaOut } of terms) {
    accrueAlpha(ctx, netuid, alphaOut, { rootEarns, rootStake, ownerCut })
  }
}

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n)

const termsOf = (ctx: BlockContext, netuid: number, tao: bigint, rootStake: RootStake) =>
  blockTerms({
    tao,
    price: currentPrice(ctx, netuid) >> 32n,
    alphaEmission: emission(ctx, alphaIssuance(ctx, netuid)),
    rootProportion: rootProportionOf(ctx, netuid, rootStake),
  })

/** Stake on root and its weight, which no emission of a subnet changes: read once for all. */
interface RootStake {
  readonly tao: bigint
  readonly weight: bigint
}

const readRootStake = (ctx: Reading): RootStake => ({
  tao: ctx.state.SubtensorModule.SubnetTAO.get(root),
  weight: taoWeight32(ctx),
})

const rootProportionOf = (ctx: Reading, netuid: number, { tao, weight }: RootStake): bigint =>
  rootProportion(tao, weight, alphaIssuance(ctx, netuid))

interface Injection {
  readonly netuid: number
  readonly taoIn: bigint
  readonly alphaIn: bigint
  readonly alphaOut: bigint
  readonly excessTao: bigint
}

/** Weights first, then the purchase with what is over, then both reserves. */
function injectLiquidity(ctx: BlockContext, { netuid, alphaOut, excessTao, ...wanted }: Injection): void {
  const { SubtensorModule: subtensor } = ctx.state
  const fits = balanceForInjection(ctx, netuid, wanted.taoIn, wanted.alphaIn)
  const taoIn = fits ? wanted.taoIn : 0n
  const alphaIn = fits ? wanted.alphaIn : 0n
  spendExcess(ctx, netuid, excessTao)
  if (alphaIn > 0n) subtensor.SubnetAlphaIn.update(netuid, (alpha) => alpha + alphaIn)
  // an account under the existential deposit cannot receive it: the TAO stays unissued, the block continues
  if (taoIn > 0n) ctx.attempt(() => injectTao(ctx, netuid, taoIn))
  subtensor.SubnetTaoInEmission.set(netuid, taoIn)
  subtensor.SubnetAlphaInEmission.set(netuid, alphaIn)
  subtensor.SubnetAlphaOutEmission.set(netuid, alphaOut)
  subtensor.SubnetExcessTao.set(netuid, excessTao)
}

function injectTao(ctx: BlockContext, netuid: number, tao: bigint): void {
  const { SubnetTAO, TotalStake } = ctx.state.SubtensorModule
  issue(ctx, netuid, tao)
  SubnetTAO.update(netuid, (reserve) => reserve + tao)
  TotalStake.update((total) => total + tao)
}

/** Buys alpha for the protocol; a pool that cannot sell leaves the TAO unissued. */
function spendExcess(ctx: BlockContext, netuid: number, tao: bigint): void {
  if (tao === 0n) return
  ctx.attempt(() => {
    issue(ctx, netuid, tao)
    const { paidOut, unused } = buyAlpha(ctx, netuid, tao, { withoutFee: true })
    ctx.state.SubtensorModule.SubnetProtocolAlpha.update(netuid, (alpha) => alpha + paidOut)
    if (unused > 0n) unissue(ctx, netuid, unused)
  })
}

function issue(ctx: BlockContext, netuid: number, tao: bigint): void {
  mint(ctx, subnetAccount(netuid), tao)
  ctx.state.SubtensorModule.TotalIssuance.update((issuance) => issuance + tao)
}

function unissue(ctx: BlockContext, netuid: number, tao: bigint): void {
  withdraw(ctx, subnetAccount(netuid), tao, 'allow')
  ctx.state.SubtensorModule.TotalIssuance.update((issuance) => issuance - tao)
}

/** Adds the block's alpha to what the next epoch pays; root's part is recycled while root earns nothing. */
function accrueAlpha(
  ctx: BlockContext,
  netuid: number,
  alphaOut: bigint,
  {
    rootEarns,
    rootStake,
    ownerCut,
  }: { readonly rootEarns: boolean; readonly rootStake: RootStake; readonly ownerCut: bigint },
): void {
  const { SubtensorModule: subtensor } = ctx.state
  subtensor.SubnetAlphaOut.update(netuid, (alpha) => alpha + alphaOut)
  const cut = subtensor.OwnerCutEnabled.get(netuid) ? ownerCut : 0n
  const parts = accrual(alphaOut, cut, rootProportionOf(ctx, netuid, rootStake))
  subtensor.PendingOwnerCut.update(netuid, (pending) => pending + parts.ownerCut)
  subtensor.PendingServerEmission.update(netuid, (pending) => pending + parts.server)
  subtensor.PendingValidatorEmission.update(netuid, (pending) => pending + parts.validator)
  if (rootEarns) subtensor.PendingRootAlphaDivs.update(netuid, (pending) => pending + parts.root)
  else subtensor.SubnetAlphaOut.update(netuid, (alpha) => saturatingSub(alpha, parts.root))
}

/** After the coinbase has used the old ones: moving prices and root proportions of the emitting subnets. */
export function updatePrices(ctx: BlockContext, prices: ReadonlyMap<number, bigint>): void {
  const { SubtensorModule: subtensor } = ctx.state
  const [movingAlpha, rootStake] = [subtensor.SubnetMovingAlpha.get(), readRootStake(ctx)]
  for (const [netuid, present] of prices) {
    const startCall = saturatingSub(subtensor.FirstEmissionBlockNumber.get(netuid) ?? 1n, 1n)
    const price = nextMovingPrice({
      price: present,
      old: subtensor.SubnetMovingPrice.get(netuid),
      movingAlpha,
      blocksSinceStart: saturatingSub(BigInt(ctx.block), startCall),
      halvingBlocks: subtensor.EMAPriceHalvingBlocks.get(netuid),
    })
    subtensor.SubnetMovingPrice.set(netuid, price)
    subtensor.RootProp.set(netuid, rootProportionOf(ctx, netuid, rootStake))
  }
}
