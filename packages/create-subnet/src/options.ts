import { parseArgs } from 'node:util'
import { closestName } from '@subnetkit/base/errors'
import { type Domain, domains, type PackageManager, packageManagers } from '@subnetkit/templates'
import { createError } from './errors.js'

/** The command line, checked. */
export interface Options {
  /** Name or path of the new folder. */
  readonly target?: string | undefined
  readonly domain?: Domain | undefined
  readonly packageManager?: PackageManager | undefined
  readonly git?: boolean | undefined
  readonly install: boolean
  /** Files of images and systemd units. */
  readonly deploy: boolean
  readonly yes: boolean
  readonly dryRun: boolean
  readonly json: boolean
}

const flags = {
  domain: { type: 'string' },
  'package-manager': { type: 'string' },
  git: { type: 'boolean' },
  'no-git': { type: 'boolean' },
  install: { type: 'boolean' },
  'no-install': { type: 'boolean' },
  deploy: { type: 'boolean' },
  'no-deploy': { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const

/** Parses a command line; `help` and `version` win over everything else. Throws CREATE_USAGE. */
export function parseOptions(argv: readonly string[]): Options | 'help' | 'version' {
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    options: flags,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  if (values.help) return 'help'
  if (values.version) return 'version'
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const flag = Object.hasOwn(flags, token.name) ? flags[token.name as keyof typeof flags] : undefined
    if (flag === undefined) throw unknownFlag(token.rawName)
    if (flag.type === 'string' && !token.value)
      throw usage(`${token.rawName} has no value`, `Pass one, such as ${examples[token.name]}.`)
    if (flag.type === 'boolean' && token.value !== undefined)
      throw usage(`${token.rawName} takes no value`, `Pass ${token.rawName} alone, or leave it out.`)
  }
  const [target, ...more] = positionals
  if (more.length > 0) {
    const joined = [target, ...more].join('-')
    throw usage(
      `there are ${positionals.length} names: ${positionals.join(', ')}`,
      `Pass one, such as ${joined}.`,
    )
  }
  return {
    target,
    domain: domainOf(values.domain),
    packageManager: packageManagerOf(values['package-manager']),
    git: onOff(values.git, values['no-git'], 'git'),
    install: onOff(values.install, values['no-install'], 'install') ?? true,
    deploy: onOff(values.deploy, values['no-deploy'], 'deploy') ?? true,
    yes: values.yes === true,
    dryRun: values['dry-run'] === true,
    json: values.json === true,
  }
}

const examples: Readonly<Record<string, string>> = {
  domain: `--domain ${domains[0]}`,
  'package-manager': '--package-manager npm',
}

const usage = (detail: string, fix: string) => createError('CREATE_USAGE', { detail, fix })

function unknownFlag(given: string) {
  const meant = closestName(given, Object.keys(flags))
  const help = 'Run create-subnet --help for what it takes.'
  return usage(`unknown option ${given}`, meant === null ? help : `Did you mean --${meant}? ${help}`)
}

function onOff(on: unknown, off: unknown, name: string): boolean | undefined {
  if (on && off) throw usage(`--${name} and --no-${name} contradict each other`, 'Pass one of them.')
  if (off) return false
  return on ? true : undefined
}

function domainOf(given: unknown): Domain | undefined {
  if (typeof given !== 'string') return undefined
  const domain = domains.find((one) => one === given)
  if (domain !== undefined) return domain
  throw usage(`there is no domain '${given}'`, `Choose one of: ${domains.join(', ')}.`)
}

function packageManagerOf(given: unknown): PackageManager | undefined {
  if (typeof given !== 'string') return undefined
  const found = packageManagers.find((one) => one === given)
  if (found !== undefined) return found
  throw usage(
    `'${given}' is not a package manager that is known`,
    `Choose one of: ${packageManagers.join(', ')}.`,
  )
}
