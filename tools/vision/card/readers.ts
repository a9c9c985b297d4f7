import type { TextReader } from '@subnetkit/vision'
import { createRandom } from 'subnetkit'
import { characterErrorRate } from 'subnetkit/measures'
import { renderScene } from '../../../packages/subnet-image/src/recognition/render.js'
import { drawScene } from '../../../packages/subnet-image/src/recognition/scene.js'
import { tidy } from '../../../packages/subnet-image/src/recognition/tidy.js'

/** Kinds of pictures, as the tasks draw them. */
export const levels = [
  { name: 'clean', level: 0, photo: false },
  { name: 'noise 40', level: 2, photo: false },
  { name: 'noise 60', level: 3, photo: false },
  { name: 'photo', level: 0, photo: true },
  { name: 'noisy photo', level: 1, photo: true },
] as const

/** Mean character error rates of readers, after what the sample miner repairs. */
export async function measureReaders(readers: Readonly<Record<string, TextReader>>, pictures: number) {
  const found: { readonly reader: string; readonly rates: Record<string, number> }[] = []
  for (const [name, reader] of Object.entries(readers)) {
    const rates: Record<string, number> = {}
    for (const kind of levels) {
      const random = createRandom(new TextEncoder().encode(`card ${kind.name}`))
      let sum = 0
      for (let picture = 0; picture < pictures; picture++) {
        const scene = drawScene(random, kind)
        const { text } = await reader.read(renderScene(scene))
        sum += characterErrorRate(tidy(text), scene.text)
      }
      rates[kind.name] = sum / pictures
    }
    found.push({ reader: name, rates })
  }
  return found
}
