import type { CustomActionFunction } from 'node-plop'
import type { Answers } from './answers.js'
import { type StampOptions, stamp } from './stamp.js'

/**
 * Plop action that stamps a subnet; returns the folder that it made. Name and domain are answers; the action's own
 * fields are `target`, `packageName`, `packageManager`, `flavour`, `deploy`, `owner` and `signal`.
 */
export const stampSubnet: CustomActionFunction = async ({ name, domain }, config) => {
  const { target, packageName, packageManager, flavour, deploy, owner, signal } = config
  const answers = { name, packageName, domain, packageManager, flavour, deploy }
  await stamp({ target, answers, owner, signal })
  return target
}

/** Stamps a subnet by the action, as a plopfile does. Rejects as {@link stamp} does. */
export async function runStamp(options: StampOptions): Promise<void> {
  const { default: nodePlop } = await import('node-plop')
  const { target, owner, signal } = options
  const { packageName, packageManager, flavour, deploy, ...answered }: Answers = options.answers
  const plop = await nodePlop(undefined, { destBasePath: target, force: false })
  let failure: unknown
  plop.setActionType('stampSubnet', async (...given) => {
    try {
      return await stampSubnet(...given)
    } catch (error) {
      // Plop keeps no more than the text of an error.
      failure = error
      throw error
    }
  })
  const fields = { target, packageName, packageManager, flavour, deploy, owner, signal }
  const actions = [{ type: 'stampSubnet', ...fields }]
  plop.setGenerator('subnet', { description: 'a subnet', prompts: [], actions })
  const { failures } = await plop.getGenerator('subnet').runActions(answered)
  if (failures.length > 0) throw failure ?? new Error(failures[0]?.error)
}
