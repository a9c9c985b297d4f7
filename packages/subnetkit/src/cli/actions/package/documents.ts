import { z } from 'zod'
import { sha256Of } from './content.js'
import { type Role, roles } from './roles.js'

const hash = z.string().regex(/^[\da-f]{64}$/)

/** `manifest.json` of a package. */
export const manifestSchema = z.strictObject({
  format: z.literal('subnetkit-package/1'),
  name: z.string().min(1),
  version: z.string().min(1),
  role: z.enum(roles),
  subnet: z.strictObject({ name: z.string(), version: z.number() }),
  subnetkit: z.string(),
  /** Compiled module of the subnet. */
  module: z.string(),
  /** Versions of Node.js that it runs on. */
  node: z.string(),
  /** Platform of its native parts, such as `linux-x64`; null if it has none. */
  platform: z.string().nullable(),
  /** Every file but this one and `release.json`, by path. */
  files: z.array(z.strictObject({ path: z.string(), bytes: z.int(), executable: z.boolean(), sha256: hash })),
})

export type PackageManifest = z.output<typeof manifestSchema>

/** `release.json`: the packages that were made together. */
export const releaseSchema = z.strictObject({
  format: z.literal('subnetkit-release/1'),
  name: z.string().min(1),
  version: z.string().min(1),
  /** SHA-256 of the manifest of each role. */
  packages: z.partialRecord(z.enum(roles), hash),
})

export type Release = z.output<typeof releaseSchema>

/** The bytes of a document, of which its hash is made. */
export const documentBytes = (document: PackageManifest | Release): Buffer =>
  Buffer.from(`${JSON.stringify(document, null, 2)}\n`)

/** The release of packages, from their manifests. */
export function releaseOf(manifests: readonly PackageManifest[]): Release {
  const [first] = manifests
  if (first === undefined) throw new Error('a release needs a package')
  const packages: Partial<Record<Role, string>> = {}
  for (const role of roles) {
    const manifest = manifests.find((one) => one.role === role)
    if (manifest !== undefined) packages[role] = sha256Of(documentBytes(manifest))
  }
  return { format: 'subnetkit-release/1', name: first.name, version: first.version, packages }
}
