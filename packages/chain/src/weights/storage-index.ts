/** Key of per-mechanism storage: `mechanism × 4096 + netuid`. */
export function storageIndex(subnet: { readonly netuid: number; readonly mechanism: number }): number {
  return subnet.mechanism * 4096 + subnet.netuid
}
