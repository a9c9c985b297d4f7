import { configError } from '@subnetkit/base'
import { createBuiltinGenerator } from './builtin.js'
import type { TextGenerator } from './generator.js'
import { createGgufGenerator } from './gguf.js'
import { createOpenAiGenerator } from './openai.js'

/** Back ends that `SUBNETKIT_MODEL_BACKEND` may name. */
const backends = ['builtin', 'gguf', 'openai'] as const
type Backend = (typeof backends)[number]

type Env = Readonly<Record<string, string | undefined>>

/**
 * Creates the generator that the environment names, so that a miner changes its model without a change of its code:
 * `SUBNETKIT_MODEL_BACKEND` is `builtin` (the default; `SUBNETKIT_MODEL_PATH` for another file), `gguf`
 * (`SUBNETKIT_MODEL_PATH`, and `SUBNETKIT_MODEL_GPU=1` for a GPU) or `openai` (`SUBNETKIT_MODEL_URL`,
 * `SUBNETKIT_MODEL_NAME`, and `SUBNETKIT_MODEL_KEY` if the server wants one). Throws CONFIG_INVALID for a variable that is
 * missing or unknown, and the errors of the back end.
 */
export async function generatorFromEnv(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<TextGenerator> {
  const backend = given(env, 'BACKEND') ?? 'builtin'
  switch (backend as Backend) {
    case 'builtin':
      return createBuiltinGenerator({ path: given(env, 'PATH') })
    case 'gguf':
      return createGgufGenerator({ path: required(env, 'PATH', backend), gpu: given(env, 'GPU') === '1' })
    case 'openai':
      return createOpenAiGenerator({
        baseUrl: required(env, 'URL', backend),
        model: required(env, 'NAME', backend),
        apiKey: given(env, 'KEY'),
      })
    default: {
      const detail = `there is no back end ${JSON.stringify(backend)}`
      throw invalid('BACKEND', detail, `Use ${backends.slice(0, -1).join(', ')} or ${backends.at(-1)}.`)
    }
  }
}

type Name = 'BACKEND' | 'PATH' | 'GPU' | 'URL' | 'NAME' | 'KEY'

/** An empty variable, as a copied `.env.example` may have, is none. */
const given = (env: Env, name: Name) => env[`SUBNETKIT_MODEL_${name}`] || undefined

function required(env: Env, name: Name, backend: string): string {
  const value = given(env, name)
  if (value !== undefined) return value
  const what = { PATH: 'the path of the GGUF file', URL: 'the address of the API, up to its version' }
  const text = name === 'PATH' || name === 'URL' ? what[name] : 'the name of the model at that address'
  throw invalid(name, `it is missing, and the back end ${backend} needs it`, `Set it to ${text}.`)
}

const invalid = (name: Name, detail: string, fix: string) =>
  configError('CONFIG_INVALID', { place: `SUBNETKIT_MODEL_${name}`, detail, fix })
