import type { Preflight, WeightsVector } from '@subnetkit/chain'
import type { Palette } from '../../output/palette.js'
import { pad } from '../../output/text.js'
import { weightsOf } from './document.js'

/** The vector, and every check with its sentence. */
export function renderPreflight(
  { checks, block, mode }: Preflight,
  vector: WeightsVector,
  palette: Palette,
): readonly string[] {
  const width = Math.max(...checks.map(({ name }) => name.length))
  return [
    `${palette.bold('weights')} ${weightsOf({ vector })}  ${palette.dim(`${mode ?? 'no'} mode, block ${block.number}`)}`,
    ...checks.flatMap(({ name, ok, sentence, fix, retryBlock }) => [
      `  ${ok ? palette.good('✓') : palette.bad('✗')} ${pad(name, width, 'left')}  ${sentence}`,
      ...(fix === null ? [] : [`    ${' '.repeat(width)}  ${palette.warn('fix:')} ${fix}`]),
      ...(retryBlock === null || ok
        ? []
        : [`    ${' '.repeat(width)}  from block ${retryBlock} on, in ${retryBlock - block.number} blocks`]),
    ]),
  ]
}
