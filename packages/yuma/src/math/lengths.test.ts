import { describe, expect, test } from 'vitest'
import { activeNeurons } from '../stages/activity.js'
import type { EpochInput } from '../types.js'
import { ONE } from './fixed.js'
import * as matrices from './matrices.js'
import * as sparse from './sparse.js'
import { maskVector, vecDiv, vecMul } from './vectors.js'

const [one, two, three] = [ONE, 2n * ONE, 3n * ONE]
const square = [
  [one, two],
  [three, one],
]

describe('defect: vectors and matrices of unequal length', () => {
  test('products end with the shorter vector', () => {
    expect(vecMul([one, two, three], [two])).toEqual([two])
    expect(vecMul([two], [one, two, three])).toEqual([two])
    expect(vecMul([one], [])).toEqual([])
    expect(vecDiv([two, two], [two])).toEqual([one])
  })

  test('a mask zeroes what is behind its end, an empty one nothing', () => {
    expect(maskVector([false], [one, two])).toEqual([one, 0n])
    expect(maskVector([], [one, two])).toEqual([one, two])
    expect(matrices.maskRows([false], square)).toEqual([
      [one, two],
      [0n, 0n],
    ])
    expect(sparse.maskRowsSparse([], [[[0, one]]])).toEqual([[]])
  })

  test('matrices go with vectors as far as these reach', () => {
    expect(matrices.matVecMul(square, [])).toEqual([[], []])
    expect(matrices.matVecMul(square, [two])).toEqual([[two], [2n * three]])
    expect(matrices.rowHadamard(square, [two])).toEqual([[two, 2n * two]])
    expect(matrices.matmul(square, [one])).toEqual([one, two])
    expect(matrices.matmulTranspose(square, [one])).toEqual([one, three])
    expect(matrices.colClip(square, [one])).toEqual([
      [one, two],
      [one, one],
    ])
    expect(sparse.matVecMulSparse([[[1, one]]], [two])).toEqual([[]])
    expect(sparse.matmulTransposeSparse([[[1, one]]], [two])).toEqual([0n])
    expect(sparse.colClipSparse([[[1, one]]], [two])).toEqual([[]])
  })

  test('a matrix without cells answers with one empty row', () => {
    const empty = [
      matrices.matEmaAlpha([], [], []),
      matrices.matEma([], [], one),
      matrices.matVecMul([], [one]),
    ]
    expect(empty).toEqual([[[]], [[]], [[]]])
    expect(matrices.matmul([], [one])).toEqual([])
  })

  test('matrices of different shapes give one of the two', () => {
    expect(matrices.matEmaAlpha(square, [[one, one]], square)).toEqual([[one, one]])
    expect(matrices.matEmaAlpha(square, [[one], [one]], square)).toEqual(square)
    expect(matrices.matEma(square, [[one]], one)).toEqual([[one]])
    expect(matrices.interpolate(square, [[one]], ONE / 2n)).toEqual([
      [one, 0n],
      [0n, 0n],
    ])
    expect(sparse.interpolateSparse([[[0, one]]], [], 1, ONE / 2n)).toEqual([])
    expect(sparse.matEmaAlphaSparse([[[0, one]]], [], [])).toEqual([[[0, one]]])
  })

  test('more updates than neurons give as many flags of activity', () => {
    const input = { n: 1, lastUpdate: [5, 1], activityCutoffBlocks: 3, currentBlock: 8 }
    expect(activeNeurons(input as unknown as EpochInput)).toEqual([true, false])
  })
})
