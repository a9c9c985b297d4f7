import { fileURLToPath } from 'node:url'
import { bundlePrograms } from '@subnetkit/base/testing'

const names = ['validator-program', 'node-front'] as const

/** The programs of this folder that a campaign starts and kills, each in one file: a restart takes a fifth of the CPU time. */
export interface Programs extends AsyncDisposable {
  /** Arguments of Node that run a program. */
  args(name: (typeof names)[number], ...args: readonly string[]): string[]
}

const sourceOf = (name: (typeof names)[number]) => fileURLToPath(new URL(`${name}.ts`, import.meta.url))

export async function buildPrograms(): Promise<Programs> {
  const programs = await bundlePrograms(names.map(sourceOf))
  return {
    args: (name, ...args) => ['--expose-gc', programs.file(sourceOf(name)), ...args],
    [Symbol.asyncDispose]: () => programs[Symbol.asyncDispose](),
  }
}
