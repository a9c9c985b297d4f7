import type { BlockContext } from '../runtime/context.js'
import { u64Max } from './math/fixed.js'
import type { Reading, Writing } from './reading.js'
import { refuse, type SubtensorError } from './refusal.js'
import { follows } from './spec.js'

/** Proportion of a hotkey's stake, as a fraction of 2^64 - 1, and who gets it. */
export type Child = [proportion: bigint, hotkey: string]

const mostChildren = 5

/** The first reason against a hotkey's having these children. */
export function childrenObjection(
  ctx: Reading,
  netuid: number,
  hotkey: string,
  children: readonly Child[],
): SubtensorError | undefined {
  const names = children.map(([, child]) => child)
  const total = children.reduce((sum, [proportion]) => sum + proportion, 0n)
  const isRelated = follows(ctx, 'childRelations')
  const isDuplicate = new Set(names).size !== names.length
  const parents = new Set(
    ctx.state.SubtensorModule.ParentKeys.get(hotkey, netuid).map(([, parent]) => parent),
  )
  if (isRelated && isDuplicate) return 'DuplicateChild'
  if (isRelated && names.includes(hotkey)) return 'InvalidChild'
  if (names.length > mostChildren) return 'TooManyChildren'
  if (names.includes(hotkey)) return 'InvalidChild'
  if (total > u64Max) return 'ProportionOverflow'
  if (isDuplicate) return 'DuplicateChild'
  return isRelated && names.some((child) => parents.has(child)) ? 'ChildParentInconsistency' : undefined
}

/** Replaces a hotkey's children, on both sides of the relation; nothing happens where a parent is among them by now. */
export function applyChildren(
  ctx: BlockContext,
  netuid: number,
  parent: string,
  children: readonly Child[],
): void {
  const { ChildKeys, ParentKeys } = ctx.state.SubtensorModule
  const isRelated = follows(ctx, 'childRelations')
  const others = children.filter(([, child]) => child !== parent)
  if (isRelated && childrenObjection(ctx, netuid, parent, others) !== undefined) return
  const kept = isRelated ? byAccount(others) : [...children]
  const before = ChildKeys.get(parent, netuid).map(([, child]) => child)
  const after = new Set(kept.map(([, child]) => child))
  const left = isRelated ? before.filter((child) => !after.has(child)) : before
  for (const child of left) setParents(ctx, netuid, child, without(ParentKeys.get(child, netuid), parent))
  setChildren(ctx, netuid, parent, kept)
  for (const [proportion, child] of kept) {
    setParents(ctx, netuid, child, withEdge(ParentKeys.get(child, netuid), [proportion, parent]))
  }
  if (isRelated) setParents(ctx, netuid, parent, byAccount(ParentKeys.get(parent, netuid)))
  ctx.deposit('SubtensorModule', 'SetChildren', [parent, netuid, [...children]])
}

/** Gives the children and parents of a hotkey, also those that are scheduled, to another one. */
export function moveRelations(ctx: Writing, netuid: number, from: string, to: string): void {
  if (follows(ctx, 'childRelations')) rebindRelations(ctx, netuid, from, to)
  else renameRelations(ctx, netuid, from, to)
  const { PendingChildKeys } = ctx.state.SubtensorModule
  for (const [[, parent], [children, due]] of [...PendingChildKeys.entries(netuid)]) {
    const named = children.find(([, child]) => child === from)
    if (named === undefined) continue
    PendingChildKeys.set(netuid, parent, [
      [...children.filter((child) => child !== named), [named[0], to]],
      due,
    ])
  }
}

function rebindRelations(ctx: Writing, netuid: number, from: string, to: string): void {
  const { ChildKeys, ParentKeys, PendingChildKeys } = ctx.state.SubtensorModule
  const children = byAccount(ChildKeys.get(from, netuid))
  const parents = byAccount(ParentKeys.get(from, netuid))
  for (const [, child] of children)
    setParents(ctx, netuid, child, without(ParentKeys.get(child, netuid), from))
  for (const [, parent] of parents) {
    ChildKeys.set(parent, netuid, without(ChildKeys.get(parent, netuid), from))
  }
  // as on the chain, which keeps an empty list
  ChildKeys.set(from, netuid, [])
  ParentKeys.remove(from, netuid)
  const isOwn = [...children, ...parents].some(([, relative]) => relative === to)
  refuse(isOwn, 'InvalidChild')
  if (PendingChildKeys.has(netuid, from)) {
    const [pending, due] = PendingChildKeys.get(netuid, from)
    refuseWith(pendingObjection(pending, parents, to))
    PendingChildKeys.remove(netuid, from)
    PendingChildKeys.set(netuid, to, [pending, due])
  }
  replaceRelatives(ctx, netuid, to, { children, parents })
}

function pendingObjection(
  pending: readonly Child[],
  parents: readonly Child[],
  hotkey: string,
): SubtensorError | undefined {
  const names = new Set(pending.map(([, child]) => child))
  const total = pending.reduce((sum, [proportion]) => sum + proportion, 0n)
  if (names.has(hotkey)) return 'InvalidChild'
  if (names.size > mostChildren) return 'TooManyChildren'
  if (total > u64Max) return 'ProportionOverflow'
  return parents.some(([, parent]) => names.has(parent)) ? 'ChildParentInconsistency' : undefined
}

function refuseWith(objection: SubtensorError | undefined): void {
  if (objection !== undefined) refuse(true, objection)
}

interface Relatives {
  readonly children: Child[]
  readonly parents: Child[]
}

/** Writes all relatives of a hotkey, and the hotkey on their side; those that it had before lose it. */
function replaceRelatives(
  ctx: Writing,
  netuid: number,
  hotkey: string,
  { children, parents }: Relatives,
): void {
  const { ChildKeys, ParentKeys } = ctx.state.SubtensorModule
  const [formerChildren, formerParents] = [ChildKeys.get(hotkey, netuid), ParentKeys.get(hotkey, netuid)]
  setChildren(ctx, netuid, hotkey, children)
  for (const [proportion, child] of children) {
    setParents(ctx, netuid, child, withEdge(ParentKeys.get(child, netuid), [proportion, hotkey]))
  }
  for (const [, child] of gone(formerChildren, children)) {
    setParents(ctx, netuid, child, without(ParentKeys.get(child, netuid), hotkey))
  }
  setParents(ctx, netuid, hotkey, parents)
  for (const [proportion, parent] of parents) {
    setChildren(ctx, netuid, parent, withEdge(ChildKeys.get(parent, netuid), [proportion, hotkey]))
  }
  for (const [, parent] of gone(formerParents, parents)) {
    setChildren(ctx, netuid, parent, without(ChildKeys.get(parent, netuid), hotkey))
  }
}

/** The former rule: the name changes in place, and lists are written also where they are empty. */
function renameRelations(ctx: Writing, netuid: number, from: string, to: string): void {
  const { ChildKeys, ParentKeys, PendingChildKeys } = ctx.state.SubtensorModule
  const renamed = (relatives: Child[]) =>
    relatives.map(([proportion, hotkey]): Child => [proportion, hotkey === from ? to : hotkey])
  for (const [item, mirror] of [
    [ChildKeys, ParentKeys],
    [ParentKeys, ChildKeys],
  ] as const) {
    const relatives = item.get(from, netuid)
    item.remove(from, netuid)
    item.set(to, netuid, relatives)
    for (const [, relative] of relatives) mirror.update(relative, netuid, renamed)
  }
  if (!PendingChildKeys.has(netuid, from)) return
  const pending = PendingChildKeys.get(netuid, from)
  PendingChildKeys.remove(netuid, from)
  PendingChildKeys.set(netuid, to, pending)
}

function setChildren(ctx: Writing, netuid: number, hotkey: string, children: Child[]): void {
  const { ChildKeys } = ctx.state.SubtensorModule
  if (children.length === 0 && follows(ctx, 'childRelations')) ChildKeys.remove(hotkey, netuid)
  else ChildKeys.set(hotkey, netuid, children)
}

function setParents(ctx: Writing, netuid: number, hotkey: string, parents: Child[]): void {
  const { ParentKeys } = ctx.state.SubtensorModule
  if (parents.length === 0 && follows(ctx, 'childRelations')) ParentKeys.remove(hotkey, netuid)
  else ParentKeys.set(hotkey, netuid, parents)
}

const byAccount = (relatives: readonly Child[]): Child[] =>
  relatives.toSorted(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0))

const without = (relatives: readonly Child[], hotkey: string): Child[] =>
  relatives.filter(([, other]) => other !== hotkey)

const gone = (before: readonly Child[], after: readonly Child[]): Child[] =>
  before.filter(([, hotkey]) => !after.some(([, other]) => other === hotkey))

/** The relation in its place if there is one with this hotkey, else at the end. */
function withEdge(relatives: readonly Child[], edge: Child): Child[] {
  const at = relatives.findIndex(([, hotkey]) => hotkey === edge[1])
  return at < 0 ? [...relatives, edge] : relatives.with(at, edge)
}
