import { version as subnetkitVersion } from '../../version.js'
import { sha256Of } from './content.js'
import type { Lock } from './lock.js'
import type { Project } from './project.js'
import type { Role } from './roles.js'
import type { Manifest, Placed } from './tree.js'

/** Hash algorithms of CycloneDX for those of a lock. */
const algorithms: Readonly<Record<string, string>> = {
  sha512: 'SHA-512',
  sha384: 'SHA-384',
  sha256: 'SHA-256',
  sha1: 'SHA-1',
}

/**
 * The software bill of materials of a package, as CycloneDX 1.6 JSON: every dependency with its licence, the hash of its tarball from the
 * lock, and what it depends on. It has no time in it, and its serial number follows from its content.
 */
export function createSbom(
  project: Project,
  role: Role,
  tree: readonly Placed[],
  direct: readonly string[],
  lock: Lock,
) {
  const refs = new Map(tree.map((placed) => [placed.path, `${purlOf(placed)}#${placed.path}`]))
  const refOf = (path: string) => refs.get(path) ?? path
  const root = { name: project.name, version: project.version }
  const rootRef = `${purlOf(root)}#${role}`
  const components = tree.map((placed) => ({
    type: 'library',
    'bom-ref': refOf(placed.path),
    ...nameParts(placed.name),
    version: placed.version,
    ...licencesOf(placed.manifest),
    ...hashesOf(placed.bundled ? null : lock.integrityOf(placed.name, placed.version)),
    purl: purlOf(placed),
  }))
  const dependencies = [
    { ref: rootRef, dependsOn: direct.map(refOf) },
    ...tree.map(({ path, dependencies }) => ({ ref: refOf(path), dependsOn: dependencies.map(refOf) })),
  ]
  const content = {
    version: 1,
    metadata: {
      tools: {
        components: [{ type: 'application', name: 'subnetkit', version: subnetkitVersion }],
      },
      component: {
        type: 'application',
        'bom-ref': rootRef,
        ...nameParts(project.name),
        version: project.version,
        ...licencesOf(project.manifest),
        purl: purlOf(root),
      },
    },
    components,
    dependencies,
  }
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify(content))}`,
    ...content,
  }
}

/** Package URL of an npm package. */
function purlOf({ name, version }: { readonly name: string; readonly version: string }): string {
  return `pkg:npm/${name.replace('@', '%40')}@${encodeURIComponent(version)}`
}

function nameParts(full: string): { readonly group?: string; readonly name: string } {
  const [group = '', name] = full.split('/')
  return name === undefined ? { name: full } : { group, name }
}

/** A list of a single licence, by its SPDX expression, which an identifier is, too. */
function licencesOf({ license }: Manifest) {
  const named = typeof license === 'string' ? license : (license as { type?: string } | undefined)?.type
  if (!named || /^(see licen[cs]e in |unlicensed$)/i.test(named)) return {}
  const isExpression = /^[\w.+() -]+$/.test(named)
  return { licenses: [isExpression ? { expression: named } : { license: { name: named } }] }
}

function hashesOf(integrity: string | null | undefined) {
  const hashes = (integrity ?? '').split(/\s+/).flatMap((one) => {
    const [, algorithm = '', digest = ''] = /^(sha\d+)-([\w+/=]+)$/.exec(one) ?? []
    const alg = algorithms[algorithm]
    return alg === undefined ? [] : [{ alg, content: Buffer.from(digest, 'base64').toString('hex') }]
  })
  return hashes.length === 0 ? {} : { hashes }
}

/** A UUID of version 8, whose bits are the writer's to choose. */
function uuidOf(text: string): string {
  const hex = sha256Of(text)
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
