// Bundles the compiled modules of each entry: Node spends half a millisecond on every file that it imports, and a
// devnet of its own starts for many a test. Packages stay imports; what few chains need stays in files of its own.
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const dist = fileURLToPath(new URL('dist', import.meta.url))
const outdir = `${dist}/bundle`

rmSync(outdir, { recursive: true, force: true })
await build({
  entryPoints: ['index', 'entries/conformance', 'entries/vitest'].map((entry) => `${dist}/${entry}.js`),
  outbase: dist,
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  // One of our modules is imported for its effect alone, whatever the manifest promises to bundlers of users.
  ignoreAnnotations: true,
  logLevel: 'warning',
})
