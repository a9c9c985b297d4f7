/** Runtime API methods, as `Api_method`, that answer in a simpler way than the real chain. */
export const simplifiedApis: Readonly<Record<string, string>> = {}

/** Transaction extensions that check less than on the real chain. */
export const simplifiedExtensions: Readonly<Record<string, string>> = {}
