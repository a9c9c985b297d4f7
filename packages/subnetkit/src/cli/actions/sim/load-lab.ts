import { access } from 'node:fs/promises'
import type { Lab } from '@subnetkit/lab'
import { cliError } from '../../errors.js'
import { importModule, isObject } from '../../module/import-module.js'
import { locateModule } from '../../module/locate-module.js'

/** File of the lab of a project. */
export const usualLab = 'src/lab.ts'

/** Loads the lab that a module exports. Throws FILE_INVALID, MODULE_UNLOADABLE, MODULE_NOT_FOUND, and LAB_NOT_EXPORTED. */
export async function loadLab(module: string): Promise<Lab> {
  if (module === usualLab) await checkProject()
  const exported = await importModule(module, await locateModule(module))
  const lab = Object.values(exported).find(isLab)
  if (lab !== undefined) return lab
  const isSubnetModule = Object.values(exported).some((value) => isObject(value) && isObject(value.rubric))
  throw cliError('LAB_NOT_EXPORTED', {
    path: module,
    fix: 'Export the result of defineLab of subnetkit/lab: export default defineLab({ subnet, solve }).',
    detail: isSubnetModule
      ? 'it exports a subnet, and a lab says how its tasks are solved'
      : 'none of its exports is a lab',
  })
}

/** Throws FILE_INVALID with what a lab is, if the working folder has none. */
async function checkProject(): Promise<void> {
  try {
    await access(usualLab)
  } catch {
    throw cliError('FILE_INVALID', {
      path: usualLab,
      detail: 'there is no such file in this folder',
      fix: `Run the command in the folder of your project, name the file that exports the lab, or write ${usualLab}: export default defineLab({ subnet, solve }) of subnetkit/lab.`,
    })
  }
}

const isLab = (value: unknown): value is Lab =>
  isObject(value) && isObject(value.subnet) && typeof value.solve === 'function'
