import { join } from 'node:path'
import type { ChainClient, Plan } from '@subnetkit/chain'
import { devnetChain } from '../../../neuron/devnet-chain.js'
import { namedPlace } from '../../config/settings.js'
import { confirmOrRefuse } from '../../context/confirm.js'
import type { Context } from '../../context/context.js'
import { cliError } from '../../errors.js'
import { exitCodes } from '../../exit-codes.js'
import { loadSubnet } from '../../module/load-subnet.js'
import { failureOf } from '../../output/failure.js'
import { formatAmount } from '../../output/units.js'
import { asTyped, calledAs } from '../../program/called-as.js'
import { defineAction } from '../../program/define-action.js'
import { moduleOf } from '../../run/module-argument.js'
import { type Launch, planLaunch } from './launch-plan.js'
import { type LaunchOptions, launchSchema } from './options.js'
import { noCap, type QuotedStep, quoteSteps } from './quote.js'
import { type LaunchTotals, renderLaunch, type ShownLaunch } from './render.js'
import { settleSending } from './settle.js'
import { type LaunchState, openLaunchState, readLaunchState } from './state-file.js'
import { launchSteps } from './steps.js'
import { type Walked, walkSteps } from './walk.js'

export const action = defineAction(launchSchema, async (context, options, [argument]) => {
  const { settings } = context
  if (!context.globalOrigins.has('network.endpoints')) {
    throw cliError('USAGE', {
      detail: 'no network is given, and a launch does not choose the main network by itself',
      fix: 'Pass --network test, --network finney, --network local or a ws:// endpoint.',
    })
  }
  const subnet = await loadSubnet(await moduleOf(context, argument), options.export)
  const launch = await planLaunch(context, subnet, options)
  const client = await context.chain()
  const { api } = client
  const subject = {
    chain: api.genesisHash.toHex(),
    coldkey: launch.coldkey,
    ownerHotkey: launch.ownerHotkey,
  }
  const stateFile =
    options.state ??
    join(settings.stateDir, 'launch', `${subject.chain.slice(2, 10)}-${launch.ownerHotkey}.json`)
  const planCreation = creationOf(client, launch, options)
  const steps = await launchSteps(launch)

  const show = async (state: LaunchState | null): Promise<ShownLaunch> => {
    const creation = await planCreation(noCap)
    const paid = creation.done || state?.netuid === null ? (state?.paid ?? []) : []
    const rows = await quoteSteps(client, launch, { creation, steps })
    const totals = await addUp(client, { rows, balance: creation.balance, paid })
    const { name } = launch
    return {
      ...subject,
      name,
      chain: api.runtimeChain.toString(),
      netuid: creation.current,
      rows,
      totals,
      stateFile,
    }
  }
  if (settings.dryRun) {
    const shown = await show(await readLaunchState(stateFile, subject))
    const refusal = refusalOf(context, shown, options.maxCost)
    return {
      data: { dryRun: true, ...shown, refusal },
      text: () =>
        [
          ...renderLaunch(shown, context),
          ...(refusal === null
            ? []
            : [
                `  ${context.palette.bad('✗')} ${refusal.message}`,
                `    fix: ${asTyped(refusal.fix, context.io)}`,
              ]),
          context.palette.dim('dry run: nothing was sent'),
        ].join('\n'),
      exitCode: refusal === null ? exitCodes.done : exitCodes.failed,
    }
  }

  const store = await openLaunchState(stateFile, { ...subject, subnet: launch.name }, context.closeAtEnd)
  await settleSending(client, store, context.progress)
  const shown = await show(store.state)
  if (shown.netuid === null && store.state.netuid !== null) {
    context.progress(
      `subnet ${store.state.netuid} of the state file is not on this chain any more: starting over`,
    )
    await store.save({ netuid: null, paid: [] })
  }
  if (!settings.json && !(settings.quiet && settings.yes)) {
    const lines = renderLaunch(shown, { palette: context.stderr, width: context.width })
    context.io.stderr.write(`${lines.join('\n')}\n`)
  }
  const refusal = refusalOf(context, shown, options.maxCost)
  if (refusal !== null) throw failureOf(refusal, { steps: shown.rows, totals: shown.totals })
  if (shown.rows.some(({ state }) => state !== 'held')) {
    const price = formatAmount(shown.totals.total)
    await confirmOrRefuse(context, `Launch ${launch.name} on ${shown.chain} for about ${price}: continue?`)
  }
  const { maxCost, wait } = options
  const walked = await walkSteps(context, client, store, {
    ...{ launch, planCreation, steps, quote: shown.rows, maxCost, wait },
  })
  return {
    data: { ...outcomeOf(shown, walked), paid: store.state.paid },
    text: () => summary(context, shown, walked),
    exitCode: walked.waiting.length === 0 ? exitCodes.done : exitCodes.failed,
  }
})

/**
 * Plans the creation, whose result is the netuid: of the subnet that the owner hotkey has, or of the one that was named. Throws
 * LAUNCH_OTHER_SUBNET where the hotkey owns a subnet of another name.
 */
function creationOf(client: ChainClient, launch: Launch, { netuid }: LaunchOptions) {
  const { coldkey, ownerHotkey: hotkey, identity } = launch

  /** A subnet that is there: nothing to create. */
  async function named(on: number): Promise<Plan<number>> {
    const { planStart } = await import('@subnetkit/chain')
    const { problems, ...start } = await planStart(client, { netuid: on, coldkey })
    const foreign = problems.find(({ code }) => ['SUBNET_UNKNOWN', 'SUBNET_NOT_OWNED'].includes(code))
    if (foreign) throw failureOf(foreign, { netuid: on })
    const held = { current: on, done: true, steps: [], problems: [], notes: [], cost: 0n, fee: 0n }
    return { ...start, ...held, confirm: async () => on, renew: () => named(on) }
  }
  return async (maxLock: bigint): Promise<Plan<number>> => {
    if (netuid !== undefined) return named(netuid)
    const { planSubnet, readSubnets } = await import('@subnetkit/chain')
    const plan = await planSubnet(client, { hotkey, coldkey, maxLock, identity })
    if (plan.done) return plan
    const { current } = await planSubnet(client, { hotkey, coldkey, maxLock })
    if (current === null) return plan
    const { subnets } = await readSubnets(client)
    const name = subnets.find((one) => one.netuid === current)?.name ?? 'nothing'
    throw cliError('LAUNCH_OTHER_SUBNET', { hotkey, netuid: current, name, wanted: identity.name })
  }
}

async function addUp(
  client: ChainClient,
  {
    rows,
    balance,
    paid: payments,
  }: { readonly rows: readonly QuotedStep[]; readonly balance: bigint; readonly paid: LaunchState['paid'] },
): Promise<LaunchTotals> {
  const { openBlock } = await import('@subnetkit/chain')
  const { block } = await openBlock(client)
  const deposit = block.constant('Balances.ExistentialDeposit') ?? 0n
  const total = rows.reduce((sum, { state: at, cost, fee }) => (at === 'held' ? sum : sum + cost + fee), 0n)
  const paid = payments.reduce((sum, { cost, fee }) => sum + cost + fee, 0n)
  const missing = total === 0n ? 0n : total + deposit - balance
  return { total, paid, deposit, balance, missing: missing > 0n ? missing : 0n }
}

/** The first reason not to begin: a step that cannot succeed, the limit, the balance. */
function refusalOf(
  context: Context,
  { rows, totals, coldkey, chain, name }: ShownLaunch,
  maxCost: bigint | undefined,
) {
  const hard = rows.flatMap(({ problems }) => problems).find(({ retryBlock }) => retryBlock === null)
  if (hard) return hard
  const { total, paid, deposit, balance, missing } = totals
  if (maxCost !== undefined && total > 0n && total + paid > maxCost) {
    return {
      code: 'PRICE_ABOVE_CAP',
      message: `the launch of ${name} costs ${formatAmount(total)}${paid > 0n ? `, after ${formatAmount(paid)} that is paid` : ''}, above the limit of ${formatAmount(maxCost)}`,
      fix: `Wait for the prices to fall, or raise --max-cost to ${formatAmount(total + paid, { unit: '' })
        .trim()
        .replaceAll(',', '')}.`,
    }
  }
  if (missing === 0n) return null
  const place = namedPlace(context.settings)
  const source =
    chain === devnetChain
      ? ` This is a devnet: \`subnet wallet faucet --amount ${Math.ceil(Number(missing) / 1e9)} ${place} -y\` gives it.`
      : ''
  return {
    code: 'BALANCE_TOO_LOW',
    message: `coldkey ${coldkey} has ${formatAmount(balance)}, and the launch of ${name} needs ${formatAmount(total + deposit)}`,
    fix: `Transfer ${formatAmount(missing)} to ${coldkey} on ${chain}, then run the same command again.${source}`,
  }
}

/** Steps with what has become of each. */
function outcomeOf({ rows, totals: _, ...shown }: ShownLaunch, { netuid, sent, waiting }: Walked) {
  const steps = rows.map(({ id, title, state }) => ({
    id,
    title,
    state: sent.has(id) ? 'done' : state === 'held' ? 'held' : 'open',
    block: sent.get(id) ?? null,
  }))
  return { ...shown, netuid, steps, waiting }
}

function summary({ palette, settings, io, configured }: Context, shown: ShownLaunch, walked: Walked): string {
  const { netuid, steps } = outcomeOf(shown, walked)
  const line = (step: (typeof steps)[number]) => {
    if (step.state === 'done')
      return `${palette.good('✓')} ${step.title}  ${palette.dim(`block ${step.block}`)}`
    return step.state === 'held'
      ? `${palette.good('✓')} ${step.title}  ${palette.dim('was done already')}`
      : `${palette.warn('…')} ${step.title}  ${palette.dim('not yet')}`
  }
  const later = walked.waiting.map(
    ({ reason, retryBlock }) =>
      `${palette.warn('…')} ${reason}${retryBlock === null ? '' : `; run the same command again from block ${retryBlock} on, or with --wait`}`,
  )
  const next = `${calledAs(io)} validator --netuid ${netuid} ${namedPlace(settings)}`
  const { file, config } = configured
  const named = file !== null && config.subnet?.netuid === undefined
  return [
    ...steps.map(line),
    ...later,
    netuid === null ? 'the subnet is not created yet' : `subnet ${netuid}: ${shown.name} on ${shown.chain}`,
    ...(netuid === null || later.length > 0 ? [] : [palette.dim(`next: ${next}`)]),
    ...(netuid === null || !named
      ? []
      : [
          palette.dim(
            `and put "subnet": { "netuid": ${netuid} } into ${file}: commands use it where --netuid is not given`,
          ),
        ]),
  ].join('\n')
}
