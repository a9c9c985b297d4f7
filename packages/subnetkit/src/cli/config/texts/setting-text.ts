/** Everything that is said about one setting. Loaded with the help: no schema, nothing heavy. */
export interface SettingText {
  readonly text: string
  /** Its option, in commander's syntax: `--port <number>`. Settings without one are set in the file or the environment. */
  readonly flags?: string
  /** Default as the help shows it. */
  readonly fallback?: string
  /**
   * Kind of a path: one in the file counts from the folder of the file. A `module` may also be the name of a package, which
   * stays as it is.
   */
  readonly path?: 'file' | 'module'
  /** Section of the one command that has the option, where others share the section of the setting. */
  readonly only?: 'miner' | 'validator'
  /** Names of its variables, where they are not made of its own name. */
  readonly variables?: readonly string[]
}

/** Settings of one section, by their name in it: `limits.maxWaiting`. */
export type SectionTexts = Readonly<Record<string, SettingText>>

/** The environment variable of a setting: `SUBNETKIT_MINER_LIMITS_MAX_WAITING`. */
export function variableOf(key: string): string {
  const words = key.replace(/([a-z\d])([A-Z])/g, '$1_$2').replaceAll('.', '_')
  return `SUBNETKIT_${words.toUpperCase()}`
}

/** The name under which commander keeps the value of an option: `metricsPort` of `--metrics-port <port>`. */
export function attributeOf(flags: string): string {
  const [, name = ''] = /--([\w-]+)/.exec(flags) ?? []
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}
