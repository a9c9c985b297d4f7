/** Domains that can be stamped. */
export const domains = ['text', 'image', 'storage', 'prediction', 'blank'] as const
export type Domain = (typeof domains)[number]

/** One line about each domain. */
export const domainTexts: Readonly<Record<Domain, string>> = {
  text: 'language models answer questions that machines can check',
  image: 'models read text in pictures, and paint pictures that a program can check',
  storage: 'miners hold data, and prove it at random times',
  prediction: 'forecasts of series, committed before the outcome is known',
  blank: 'the smallest subnet: one synapse with a checkable answer',
}

export const packageManagers = ['npm', 'pnpm', 'yarn', 'bun'] as const
export type PackageManager = (typeof packageManagers)[number]

/** Use of a stamp: a project of its own, or a package of the workspace that the templates are in. */
export type Flavour = 'project' | 'workspace'

/** Everything that decides the bytes of a stamp, besides the templates. */
export interface Answers {
  /** Name of the subnet and its folder. */
  readonly name: string
  /** Name of the package, with its scope if it has one. @default the name of the subnet */
  readonly packageName?: string | undefined
  readonly domain: Domain
  readonly packageManager: PackageManager
  readonly flavour: Flavour
  /** Include the files of images and systemd units. @default true */
  readonly deploy?: boolean | undefined
}
