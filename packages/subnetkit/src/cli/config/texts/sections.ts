import { databaseTexts, logTexts, networkTexts, redisTexts, subnetTexts, walletTexts } from './common.js'
import { gatewayTexts } from './gateway.js'
import { minerTexts } from './miner.js'
import { coordinatorTexts, validatorTexts, workerTexts } from './roles.js'
import type { SectionTexts, SettingText } from './setting-text.js'
import { updateTexts } from './update.js'

/** Every setting of the configuration, by section. */
export const sections = {
  subnet: subnetTexts,
  network: networkTexts,
  wallet: walletTexts,
  log: logTexts,
  database: databaseTexts,
  redis: redisTexts,
  miner: minerTexts,
  validator: validatorTexts,
  coordinator: coordinatorTexts,
  worker: workerTexts,
  gateway: gatewayTexts,
  update: updateTexts,
} as const satisfies Readonly<Record<string, SectionTexts>>

export type SectionName = keyof typeof sections

export const allSections = Object.keys(sections) as readonly SectionName[]

/** Sections whose settings all commands have as global options. */
export const globalSections: ReadonlySet<SectionName> = new Set(['network', 'wallet'])

/** One setting: section and name in it make its key. */
export interface Setting extends SettingText {
  readonly section: SectionName
  readonly name: string
  readonly key: string
}

/** All settings of some sections. */
export const settingsOf = (names: readonly SectionName[]): readonly Setting[] =>
  names.flatMap((section) =>
    Object.entries<SettingText>(sections[section]).map(([name, text]) => ({
      ...text,
      section,
      name,
      key: `${section}.${name}`,
    })),
  )
