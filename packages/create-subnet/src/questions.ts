import { type Domain, domains, domainTexts, type PackageManager, packageManagers } from '@subnetkit/templates'
import { createError } from './errors.js'
import type { CreateIo } from './io.js'
import { refusalOf } from './name.js'
import type { Options } from './options.js'

/** Everything that is to be done. */
export interface Wanted {
  readonly target: string
  readonly domain: Domain
  readonly packageManager: PackageManager
  readonly git: boolean
}

/** Completes the command line: asks at the terminal, or takes the defaults with `--yes`. Throws CREATE_USAGE and CREATE_INTERRUPTED. */
export async function complete(options: Options, { prompter, env }: CreateIo): Promise<Wanted> {
  const defaults = { target: 'my-subnet', domain: domains[0], packageManager: callerOf(env), git: true }
  const { target, domain, packageManager, git } = options
  if (options.yes) {
    return {
      target: target ?? defaults.target,
      domain: domain ?? defaults.domain,
      packageManager: packageManager ?? defaults.packageManager,
      git: git ?? defaults.git,
    }
  }
  if (prompter === null && (target === undefined || domain === undefined)) {
    const open = [
      ...(target === undefined ? ['the name'] : []),
      ...(domain === undefined ? ['--domain'] : []),
    ]
    const [are, them] = open.length > 1 ? ['are', 'them'] : ['is', 'it']
    const command = `create-subnet ${target ?? defaults.target} --domain ${domain ?? defaults.domain}`
    throw createError('CREATE_USAGE', {
      detail: `${open.join(' and ')} ${are} missing, and there is no terminal to ask at`,
      fix: `Pass ${them}, as in ${command}; --yes takes the default for whatever is not given.`,
    })
  }
  if (prompter === null) {
    return {
      target,
      domain,
      packageManager: packageManager ?? defaults.packageManager,
      git: git ?? defaults.git,
    } as Wanted
  }
  const refuse = (answer: string) => {
    const refused = refusalOf(answer)
    return refused === null ? undefined : `${refused.detail}. ${refused.fix}`
  }
  return {
    target: target ?? answered(await prompter.text('Name of the subnet?', defaults.target, refuse)),
    domain:
      domain ??
      answered(
        await prompter.select(
          'What do its miners do?',
          domains.map((value) => ({ value, hint: domainTexts[value] })),
          defaults.domain,
        ),
      ),
    packageManager:
      packageManager ??
      answered(
        await prompter.select(
          'Package manager?',
          packageManagers.map((value) => ({ value })),
          defaults.packageManager,
        ),
      ),
    git: git ?? answered(await prompter.confirm('Make a git repository?')),
  }
}

function answered<Value>(answer: Value | null): Value {
  if (answer !== null) return answer
  throw createError('CREATE_INTERRUPTED', {
    detail: 'the questions were cancelled',
    fix: 'Nothing was written. Run it again.',
  })
}

/** The package manager that runs this program, such as pnpm in `pnpm create subnet`. */
function callerOf({ npm_config_user_agent: agent = '' }: CreateIo['env']): PackageManager {
  return packageManagers.find((name) => agent.startsWith(`${name}/`)) ?? 'npm'
}
