import { createCanvas } from '@napi-rs/canvas'
import type { Picture } from '@subnetkit/vision'
import { compress } from './compress.js'
import { familyOf } from './fonts.js'
import { addNoise, photograph } from './photograph.js'
import { channels, emptyRaster, type Raster, toPicture } from './raster.js'
import type { Colour, Scene } from './scene.js'

/** Renders a scene. The same scene gives the same pixels. */
export function renderScene(scene: Scene): Picture {
  const { photo, level, seed } = scene
  const printed = printScene(scene)
  const raster = photo === null ? printed : photograph(printed, photo)
  addNoise(raster, level, seed)
  if (photo !== null) compress(raster, photo.step)
  return toPicture(raster)
}

const measuring = createCanvas(1, 1).getContext('2d')

/** The text in its font and colours, without noise. */
function printScene({ text, font, size, ink, paper, tilt, margin }: Scene): Raster {
  const named = `${size}px "${familyOf(font)}"`
  measuring.font = named
  const length = measuring.measureText(text).width
  const width = Math.ceil(length + 2 * margin)
  const height = Math.ceil(1.2 * size + Math.abs(tilt) * length + 2 * margin)
  const context = createCanvas(width, height).getContext('2d')
  context.fillStyle = css(paper)
  context.fillRect(0, 0, width, height)
  context.translate(width / 2, height / 2)
  context.rotate(tilt)
  context.font = named
  context.fillStyle = css(ink)
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(text, 0, 0)
  const { data } = context.getImageData(0, 0, width, height)
  const raster = emptyRaster(width, height)
  for (let at = 0; at < raster.values.length; at++) {
    raster.values[at] = data[Math.floor(at / channels) * 4 + (at % channels)]!
  }
  return raster
}

const css = (colour: Colour) => `rgb(${colour.join(' ')})`
