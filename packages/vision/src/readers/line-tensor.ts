import type { OnnxTensor } from '../onnx/runtime.js'
import type { Picture } from '../picture/picture.js'
import type { TextLine } from './text-line.js'

/** Height that recognisers take. */
const height = 48
const narrowest = 16
const widest = 2_048
/** Space around the line, as a share of its height. Less of it costs characters, and more of it makes them small. */
const space = 0.25
/** Width of the letters, compared to the picture: narrow ones keep the gaps between words in sight. */
const stretch = 0.85

/** The line of text as a recogniser takes it: upright, 48 rows, blue, green and red from −1 to 1, one channel after the other. */
export function lineTensor(picture: Picture, line: TextLine): OnnxTensor {
  const around = space * (line.bottom - line.top)
  const [left, top] = [line.left - around, line.top - around]
  const [across, down] = [line.right + around - left, line.bottom + around - top]
  const width = Math.min(widest, Math.max(narrowest, Math.round((stretch * height * across) / down)))
  const data = new Float32Array(3 * height * width)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const fromX = left + ((x + 0.5) * across) / width - 0.5
      const fromY = top + ((y + 0.5) * down) / height - 0.5 + (fromX - picture.width / 2) * line.slope
      for (let channel = 0; channel < 3; channel += 1) {
        const value = sample(picture, fromX, fromY, 2 - channel)
        data[(channel * height + y) * width + x] = value / 127.5 - 1
      }
    }
  }
  return { type: 'float32', data, dims: [1, 3, height, width] }
}

/** Value between four pixels; beyond the edge, that of the edge. */
function sample({ width, height, data }: Picture, x: number, y: number, channel: number): number {
  const [column, row] = [within(x, width - 1), within(y, height - 1)]
  const [left, top] = [Math.floor(column), Math.floor(row)]
  const [right, bottom] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)]
  const at = (atX: number, atY: number) => data[(atY * width + atX) * 3 + channel] ?? 0
  const [alongX, alongY] = [column - left, row - top]
  const upper = at(left, top) * (1 - alongX) + at(right, top) * alongX
  const lower = at(left, bottom) * (1 - alongX) + at(right, bottom) * alongX
  return upper * (1 - alongY) + lower * alongY
}

const within = (value: number, most: number) => Math.min(most, Math.max(0, value))
