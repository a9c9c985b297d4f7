import { z } from 'zod'
import { mechanismField, netuidField, versionKeyField, wholeNumber } from '../../config/fields.js'
import { namedPlace } from '../../config/settings.js'
import type { Context } from '../../context/context.js'
import { exitCodes } from '../../exit-codes.js'
import { defineAction } from '../../program/define-action.js'
import { examine, type Finding, skip } from './finding.js'
import { hostPortField } from './host-port.js'
import { renderFindings } from './report.js'

const schema = z.strictObject({
  netuid: netuidField.optional(),
  mechanism: mechanismField,
  role: z.enum(['validator', 'miner'], { error: 'must be validator or miner' }).default('validator'),
  versionKey: versionKeyField,
  axon: hostPortField.optional(),
  healthUrl: z.url({ protocol: /^https?$/, error: 'must be a URL such as http://127.0.0.1:9465' }).optional(),
  wait: wholeNumber(1, 600).default(30),
})

type Options = z.output<typeof schema>
type Group = readonly [heading: string, findings: readonly Finding[]]

export const action = defineAction(schema, async (context, options) => {
  const { checkKeys } = await import('./keys.js')
  const keys = await checkKeys(context)
  const groups: readonly Group[] = [
    ['keys', keys.findings],
    ...(await processGroup(context, options, keys.hotkey)),
    ...(await chainGroups(context, options, keys.hotkey)),
  ]
  const failed = groups.some(([, findings]) => findings.some(({ verdict }) => verdict === 'fail'))
  return {
    data: {
      ok: !failed,
      checks: groups.flatMap(([group, findings]) => findings.map((finding) => ({ group, ...finding }))),
    },
    text: () => renderFindings(context, groups),
    exitCode: failed ? exitCodes.failed : exitCodes.done,
  }
})

/** Health of the running validator: the chain alone does not show that it does nothing. */
async function processGroup(
  { signal, io }: Context,
  { role, netuid, healthUrl }: Options,
  hotkey: string | null,
): Promise<Group[]> {
  if (role === 'miner' && healthUrl === undefined) return []
  const { checkRunning } = await import('./running.js')
  return [['running', await checkRunning({ hotkey, netuid, healthUrl, signal, env: io.env })]]
}

async function chainGroups(context: Context, options: Options, hotkey: string | null): Promise<Group[]> {
  const { signal } = context
  const unreachable = await examine('chain', async () => {
    await context.chain()
    return skip('chain', '')
  })
  if (unreachable.verdict === 'fail') {
    const blocked = skip('subnet', 'needs the chain')
    return [
      ['chain', [unreachable]],
      ...(options.netuid === undefined ? [] : [['subnet', [blocked]] as const]),
    ]
  }
  const client = await context.chain()
  const [{ checkBlocks, checkGenesis }, { checkFeatures }, { checkRuntime }] = await Promise.all([
    import('./chain.js'),
    import('./runtime.js'),
    import('@subnetkit/chain'),
  ])
  context.progress(`waiting for a block, ${options.wait} s at most`)
  const blocks = await checkBlocks(client, options.wait * 1_000, signal)
  const chain: Group = [
    'chain',
    [...checkGenesis(client), ...checkFeatures(checkRuntime(client.api)), ...blocks],
  ]
  if (options.netuid === undefined) return [chain]
  const heading = `subnet ${options.netuid}`
  if (hotkey === null) return [chain, [heading, [skip('registered', 'needs the address of the hotkey')]]]
  const { checkSubnet } = await import('./subnet.js')
  return [
    chain,
    [
      heading,
      await checkSubnet(client, {
        ...options,
        ...{ netuid: options.netuid, hotkey, as: namedPlace(context.settings) },
      }),
    ],
  ]
}
