import { configError } from '@subnetkit/base'

interface Weighted {
  readonly weight?: number
  readonly tasksPerMiner?: number
}

/**
 * Gives each family without a number of its own one, so that they share `tasks` in proportion to their weights.
 * Every one gets at least one task, so that very different weights can come to a few tasks more.
 * Throws CONFIG_INVALID if there are fewer tasks than such families.
 */
export function balance<Family extends Weighted>(
  families: readonly Family[],
  tasks: number,
): (Family & Weighted)[] {
  const sharing = families.filter(({ tasksPerMiner }) => tasksPerMiner === undefined)
  if (tasks < sharing.length) {
    const detail = `${tasks} tasks for ${sharing.length} families, each of which needs one to be balanced`
    const fix = `Set tasksPerMiner to ${sharing.length} or more, or leave out balanced.`
    throw configError('CONFIG_INVALID', { place: 'taskSource', detail, fix })
  }
  const total = sharing.reduce((sum, { weight = 1 }) => sum + weight, 0)
  let reached = 0
  return families.map((family) => {
    if (family.tasksPerMiner !== undefined) return family
    const before = reached
    reached += family.weight ?? 1
    // Rounded where a family ends, so that the counts add up.
    const count = Math.round((tasks * reached) / total) - Math.round((tasks * before) / total)
    return { ...family, tasksPerMiner: Math.max(1, count) }
  })
}
