import { configError, type ErrorDescriptor } from '@subnetkit/base'
import { chainError } from '@subnetkit/chain'
import { coreError } from '@subnetkit/core'
import { dashboardError } from '@subnetkit/dashboard'
import { devnetError } from '@subnetkit/devnet'
import { gatewayError } from '@subnetkit/gateway'
import { labError } from '@subnetkit/lab'
import { modelError } from '@subnetkit/models'
import { possessionError } from '@subnetkit/possession'
import { timelockError } from '@subnetkit/timelock'
import { transportError } from '@subnetkit/transport'
import { visionError } from '@subnetkit/vision'
import { walletError } from '@subnetkit/wallet'
import { yumaError } from '@subnetkit/yuma'
import { createError } from 'create-subnet'
import { cliError, updateError } from 'subnetkit/cli'

type Catalogue = Readonly<Record<string, ErrorDescriptor>>

/** Every catalogue of the repository, in the order of its layers. */
export const catalogues: readonly (readonly [name: string, where: string, catalogue: Catalogue])[] = [
  ['configError', 'every package', configError.catalogue],
  ['timelockError', '`@subnetkit/timelock`', timelockError.catalogue],
  ['yumaError', '`@subnetkit/yuma`', yumaError.catalogue],
  ['walletError', '`@subnetkit/wallet`', walletError.catalogue],
  ['chainError', '`@subnetkit/chain`', chainError.catalogue],
  ['coreError', '`@subnetkit/core`', coreError.catalogue],
  ['transportError', '`@subnetkit/transport`', transportError.catalogue],
  ['dashboardError', '`@subnetkit/dashboard`', dashboardError.catalogue],
  ['devnetError', '`@subnetkit/devnet`', devnetError.catalogue],
  ['gatewayError', '`@subnetkit/gateway`', gatewayError.catalogue],
  ['labError', '`@subnetkit/lab`', labError.catalogue],
  ['cliError', 'the `subnet` command', cliError.catalogue],
  ['updateError', 'updates of the `subnet` command', updateError.catalogue],
  ['createError', '`create-subnet`', createError.catalogue],
  ['modelError', '`@subnetkit/models`', modelError.catalogue],
  ['visionError', '`@subnetkit/vision`', visionError.catalogue],
  ['possessionError', '`@subnetkit/possession`', possessionError.catalogue],
]

/** The part of `docs/errors.md` that lists the codes. */
export function renderErrors(): string {
  const sections = catalogues.map(([name, where, catalogue]) =>
    [`### \`${name}\` (${where})`, '', ...Object.entries(catalogue).map(renderError)].join('\n'),
  )
  return `${sections.join('\n\n')}\n`
}

function renderError([code, { message, fix, transient, status }]: readonly [
  string,
  ErrorDescriptor,
]): string {
  const marks = [
    ...(transient === undefined
      ? []
      : [typeof transient === 'function' ? 'transient by details' : 'transient']),
    ...(status === undefined ? [] : [`HTTP ${status}`]),
  ]
  const marked = marks.length === 0 ? '' : ` (${marks.join(', ')})`
  return `- **${code}**${marked}: \`${message}\`  \n  \`${fix}\``
}

const start = '<!-- codes: npm run errors -->'

/** A text of `docs/errors.md` with its list of codes replaced by that of the catalogues. */
export function withErrors(text: string): string {
  const at = text.indexOf(start)
  if (at < 0) throw new Error(`docs/errors.md has lost its mark ${start}`)
  return `${text.slice(0, at)}${start}\n\n${renderErrors()}`
}
