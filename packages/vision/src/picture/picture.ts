/** Pixels without transparency, row by row from the top left. */
export interface Picture {
  readonly width: number
  readonly height: number
  /** Red, green and blue of each pixel, one byte each. */
  readonly data: Uint8Array
}
