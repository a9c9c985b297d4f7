import { expect, test } from 'vitest'
import { generatorFromEnv } from './from-env.js'

test('the built-in model is the default, also with empty variables', async () => {
  expect((await generatorFromEnv({})).modelId).toBe('subnet-tiny')
  expect((await generatorFromEnv({ SUBNETKIT_MODEL_BACKEND: '', SUBNETKIT_MODEL_PATH: '' })).modelId).toBe(
    'subnet-tiny',
  )
})

test('a server is named by its URL and model', async () => {
  const env = {
    SUBNETKIT_MODEL_BACKEND: 'openai',
    SUBNETKIT_MODEL_URL: 'http://127.0.0.1:1/v1',
    SUBNETKIT_MODEL_NAME: 'big',
  }
  expect((await generatorFromEnv(env)).modelId).toBe('big')
})

test.each([
  [{ SUBNETKIT_MODEL_BACKEND: 'cloud' }, 'SUBNETKIT_MODEL_BACKEND'],
  [{ SUBNETKIT_MODEL_BACKEND: 'gguf' }, 'SUBNETKIT_MODEL_PATH'],
  [{ SUBNETKIT_MODEL_BACKEND: 'openai' }, 'SUBNETKIT_MODEL_URL'],
  [
    { SUBNETKIT_MODEL_BACKEND: 'openai', SUBNETKIT_MODEL_URL: 'http://127.0.0.1:1/v1' },
    'SUBNETKIT_MODEL_NAME',
  ],
])('%j is refused and names its variable', async (env, place) => {
  await expect(generatorFromEnv(env)).rejects.toMatchObject({ code: 'CONFIG_INVALID', details: { place } })
})
