import type { Synthesis, Views } from '@subnetkit/core'

type Parts = Partial<Record<keyof Synthesis<unknown, unknown>, unknown>>

/** Modes that a model offers, by the parts that its views have: texts can always be compared. */
export function modesOf({ chat, completion, embedding, image, json }: Views): readonly string[] {
  const views: readonly (Parts | undefined)[] = [chat, completion, embedding, image, json]
  const some = (part: keyof Parts) => views.some((view) => view?.[part] !== undefined)
  const compares = (chat ?? completion) !== undefined || some('agree')
  return [
    ...(compares ? ['vote', 'cascade'] : []),
    ...(compares || some('combine') ? ['panel'] : []),
    ...(chat !== undefined || some('verify') ? ['best'] : []),
  ]
}
