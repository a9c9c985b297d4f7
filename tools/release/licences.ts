import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { InstalledTree } from './size.js'

/** A licence of the production tree, with the packages under it. */
export interface LicenceRow {
  readonly licence: string
  readonly packages: readonly string[]
  /** Why it may not be shipped; null for those that may. */
  readonly problem: string | null
}

/** Licences of every package of an installed tree, bundled ones included; most used first. */
export async function licencesOf({ folder }: Pick<InstalledTree, 'folder'>): Promise<LicenceRow[]> {
  const lock = await readFile(join(folder, 'node_modules/.package-lock.json'), 'utf8')
  const { packages } = JSON.parse(lock) as { packages: Record<string, { link?: boolean }> }
  const byLicence = new Map<string, string[]>()
  for (const [path, { link }] of Object.entries(packages)) {
    if (link) continue
    const manifest = JSON.parse(
      await readFile(join(folder, path, 'package.json'), 'utf8'),
    ) as LicensedManifest
    const licence = licenceOf(manifest)
    byLicence.set(licence, [...(byLicence.get(licence) ?? []), `${manifest.name}@${manifest.version}`])
  }
  return [...byLicence]
    .map(([licence, names]) => ({ licence, packages: names.sort(), problem: problemOf(licence) }))
    .sort((a, b) => b.packages.length - a.packages.length)
}

interface LicensedManifest {
  readonly name: string
  readonly version: string
  readonly license?: string | { readonly type?: string }
  readonly licenses?: readonly { readonly type?: string }[]
}

function licenceOf({ license, licenses }: LicensedManifest): string {
  if (typeof license === 'string') return license
  return license?.type ?? licenses?.map(({ type }) => type).join(' OR ') ?? 'none named'
}

/** Licences that ask nothing of those who depend on us but to keep the notice. */
const permissive =
  /^(MIT|MIT-0|ISC|0BSD|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|BlueOak-1\.0\.0|CC0-1\.0|Unlicense|Zlib|Python-2\.0)$/

/** An SPDX expression may be shipped when one side of each OR, and every side of each AND, is permissive. */
export function problemOf(licence: string): string | null {
  const sides = licence.replace(/[()]/g, '').split(/ OR /i)
  if (sides.some((side) => side.split(/ AND /i).every((name) => permissive.test(name.trim())))) return null
  return /GPL/i.test(licence) ? 'copyleft' : 'not on the list of permissive licences'
}
