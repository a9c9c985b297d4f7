export const layers: Readonly<Record<string, readonly string[]>>
export const testLayers: readonly string[]
