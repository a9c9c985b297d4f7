/** Sets an entry of a map as its latest, and removes the oldest one if there are more than `limit` now. */
export function setLatest<K, V>(map: Map<K, V>, key: K, value: V, limit: number): void {
  map.delete(key)
  map.set(key, value)
  if (map.size <= limit) return
  for (const oldest of map.keys()) {
    map.delete(oldest)
    return
  }
}
