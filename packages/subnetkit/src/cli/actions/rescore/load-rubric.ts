import { mechanismOf, type Subnet } from '@subnetkit/core'
import { cliError } from '../../errors.js'
import { importModule, isObject } from '../../module/import-module.js'
import { loadSubnetModule } from '../../module/load-subnet.js'
import { locateModule } from '../../module/locate-module.js'

/** A rubric, and how the subnet that it comes with pays; null for a rubric on its own. */
export interface OtherRubric {
  readonly rubric: Subnet['rubric']
  readonly incentive: Subnet['incentive'] | null
}

/**
 * Loads the rubric of a module that exports a subnet, or one rubric. Throws SUBNET_NOT_EXPORTED for a module without either, and the
 * errors of loading a module.
 */
export async function loadRubric(module: string, mechanism: number): Promise<OtherRubric> {
  const exported = await importModule(module, await locateModule(module))
  const rubrics = [...new Set(Object.values(exported).filter(isRubric))]
  const [rubric] = rubrics
  if (rubrics.length === 1 && rubric) return { rubric, incentive: null }
  if (rubrics.length > 1) {
    throw cliError('SUBNET_NOT_EXPORTED', {
      path: module,
      detail: `it exports ${rubrics.length} rubrics`,
      fix: 'Export one rubric, or a subnet with it, from a module of its own.',
    })
  }
  const { subnet } = await loadSubnetModule(module, undefined)
  return mechanismOf(subnet, mechanism) as unknown as Subnet
}

function isRubric(value: unknown): value is Subnet['rubric'] {
  if (!isObject(value)) return false
  const { families, gates, criteria, combine } = value
  return (
    isObject(families) && Array.isArray(gates) && Array.isArray(criteria) && typeof combine === 'function'
  )
}
