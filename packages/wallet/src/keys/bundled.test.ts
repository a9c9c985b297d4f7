import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, it } from 'vitest'

it('defect: a bundler dropped the import that loads the wasm', async () => {
  const { outputFiles, warnings } = await build({
    stdin: {
      contents: "import { decodeAddress } from './ss58.ts'\nconsole.log(decodeAddress)",
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    conditions: ['@subnetkit/source'],
    format: 'esm',
    packages: 'external',
    platform: 'node',
    write: false,
  })
  expect(warnings).toEqual([])
  expect(outputFiles[0]?.text).toContain('waitReady()')
})
