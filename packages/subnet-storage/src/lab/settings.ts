import { blockBytes, tagsLength } from '@subnetkit/possession'
import { defaultSettings, type StorageSettings } from '../settings.js'

/** The settings with small objects, eight of which fill a quota: miners of a simulation keep all bytes in memory. */
export const labSettings: StorageSettings = {
  ...defaultSettings,
  ...{ fillerBytes: 2 * blockBytes, quotaBytes: 16 * blockBytes },
}

/** Bytes that an object takes with its tags. */
export const withTags = (bytes: number): number => bytes + tagsLength(bytes)
