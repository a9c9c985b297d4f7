import { cliError } from '../../errors.js'
import { version } from '../../version.js'
import { readPublished } from './published.js'
import type { Surroundings } from './surroundings.js'

/**
 * Chooses the version to upgrade to: one that is given, as a version or as a tag such as `next`, or the latest. Asks no registry for
 * the version that runs. Throws UPGRADE_VERSION_UNKNOWN, and the errors of the registry.
 */
export async function chooseTarget(given: string | undefined, place: Surroundings): Promise<string> {
  if (given === version) return given
  const { versions, tags } = await readPublished(place)
  const wanted = given ?? 'latest'
  const chosen = Object.hasOwn(tags, wanted) ? tags[wanted] : wanted
  if (chosen !== undefined && versions.includes(chosen)) return chosen
  throw cliError('UPGRADE_VERSION_UNKNOWN', {
    version: wanted,
    versions: versions.slice(-mostShown).join(', '),
    tags: Object.keys(tags).join(', '),
  })
}

/** Newest versions that the error names. */
const mostShown = 8
