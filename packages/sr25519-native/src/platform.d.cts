/** Platforms with a prebuilt binary; each has a package `@subnetkit/sr25519-native-<platform>`. */
export declare const platforms: readonly string[]

/** Platform of this process: operating system, architecture and, where there are several, the C library. */
export declare function platformOf(process?: { readonly platform: string; readonly arch: string }): string
