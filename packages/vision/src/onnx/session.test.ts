import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { flowModel } from '../flow/painter.js'
import { createOnnxSession } from './session.js'

afterEach(() => {
  vi.doUnmock('onnxruntime-node')
  vi.doUnmock('onnxruntime-web')
})

const missing = () => {
  throw new Error('Cannot find package')
}

describe('createOnnxSession', () => {
  test('falls back to WebAssembly where the native runtime is missing', async () => {
    vi.doMock('onnxruntime-node', missing)
    await using session = await createOnnxSession({ path: flowModel.path })
    expect(session).toMatchObject({ runtime: 'web', sha256: flowModel.sha256, outputs: ['v'] })
  })

  test.each([
    ['auto', 'npm install onnxruntime-web'],
    ['web', 'npm install onnxruntime-web'],
    ['node', 'npm install onnxruntime-node --onnxruntime-node-install=skip'],
  ] as const)('names what to install for %s', async (runtime, install) => {
    vi.doMock('onnxruntime-node', missing)
    vi.doMock('onnxruntime-web', missing)
    await expect(createOnnxSession({ path: flowModel.path, runtime })).rejects.toMatchObject({
      code: 'ONNX_RUNTIME_MISSING',
      fix: expect.stringContaining(install),
    })
  })

  test('refuses a file that is no model, a missing one, and inputs that do not fit', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'subnetkit-vision-'))
    try {
      const path = join(folder, 'model.onnx')
      await writeFile(path, 'not a model')
      const invalid = { code: 'ONNX_MODEL_INVALID' }
      await expect(createOnnxSession({ path, runtime: 'web' })).rejects.toMatchObject(invalid)
      await expect(createOnnxSession({ path: `${path}.gone`, runtime: 'web' })).rejects.toMatchObject(invalid)
      await using session = await createOnnxSession({ path: flowModel.path, runtime: 'web' })
      expect(session.shapeOf('x')).toEqual(['b', 3, 32, 32])
      await expect(session.run({})).rejects.toMatchObject(invalid)
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  test.each([{}, { path: 'a', bytes: new Uint8Array(1) }, { path: 'a', runtime: 'cuda' as 'web' }])(
    'refuses %j',
    async (options) => {
      await expect(createOnnxSession(options)).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    },
  )
})
