import type { ErrorDescriptor } from '@subnetkit/base'
import { chain } from './situations/chain.js'
import { dashboard } from './situations/dashboard.js'
import { deploy } from './situations/deploy.js'
import { devnet } from './situations/devnet.js'
import { gateway } from './situations/gateway.js'
import { keys } from './situations/keys.js'
import { lab } from './situations/lab.js'
import { legacy } from './situations/legacy.js'
import { miner } from './situations/miner.js'
import { packages } from './situations/packages.js'
import { records } from './situations/records.js'
import { round } from './situations/round.js'
import type { Cause, Situation } from './situations/situation.js'
import { start } from './situations/start.js'
import { upkeep } from './situations/upkeep.js'
import { weights } from './situations/weights.js'
import { catalogues } from './table.js'

/** In the order in which a user meets them. */
export const situations: readonly Situation[] = [
  ...[start, chain, keys, round, miner, weights],
  ...[records, gateway, dashboard, deploy, upkeep],
  ...[lab, devnet, legacy, packages],
]

const descriptors = new Map<string, ErrorDescriptor>(
  catalogues.flatMap(([, , catalogue]) => Object.entries(catalogue)),
)

const opening = `# Troubleshooting

Every error code by the place where it appears: the message, its likely causes, and what to do. \`{…}\` stands for a value. [Errors](errors.md) says
how a program handles them. Made by \`npm run errors\`.

If nothing fails and still nothing happens, run \`subnet doctor --netuid <n> -w <wallet> -H <hotkey>\`: it checks chain, clock, keys, axon, weights and
pay, and each check that fails says what to do. [Alerts](alerts.md) has a runbook for each alert.
`

/** Returns the text of `docs/troubleshooting.md`. */
export const renderTroubleshooting = (): string => [opening, ...situations.map(renderSituation)].join('\n')

const renderSituation = ({ title, first, causes }: Situation): string =>
  [`## ${title}`, '', first, '', ...Object.entries(causes).map(renderCause)].join('\n')

function renderCause([code, cause]: readonly [string, Cause]): string {
  const descriptor = descriptors.get(code)
  if (descriptor === undefined) throw new Error(`No catalogue has the code ${code}.`)
  const [why, remedy] = typeof cause === 'string' ? [cause, descriptor.fix] : [cause.cause, cause.remedy]
  // A message that is a single value says nothing here.
  const message = /^\{\w+\}$/.test(descriptor.message) ? [] : [`\`${descriptor.message}\``, '']
  return [
    `### ${code}`,
    '',
    ...message,
    why,
    '',
    `**Do:** ${quoted(remedy, typeof cause === 'string')}`,
    '',
  ].join('\n')
}

/** A fix with the names in its braces as code: the site would read braces as markup. */
const quoted = (remedy: string, isTemplate: boolean) =>
  isTemplate && remedy.includes('{') ? remedy.replace(/\{[^}]+\}/g, (name) => `\`${name}\``) : remedy
