import type { Picture } from './picture.js'

/** Share of the bytes of two pictures that differ by more than `tolerance` grey levels; 1 if their sizes differ. */
export function pictureDifference(one: Picture, other: Picture, tolerance = 0): number {
  if (one.width !== other.width || one.height !== other.height) return 1
  let differing = 0
  for (let at = 0; at < one.data.length; at += 1) {
    if (Math.abs((one.data[at] ?? 0) - (other.data[at] ?? 0)) > tolerance) differing += 1
  }
  return differing / one.data.length
}
