/** Sentence that follows a fix: the block from which it can succeed, unless the fix names that block itself. */
export function retryHint(fix: string, retryBlock: number | null, now?: number): string {
  if (retryBlock === null || fix.includes(`block ${retryBlock}`)) return ''
  const distance = now === undefined ? '' : `, in ${retryBlock - now} blocks`
  return ` Try again from block ${retryBlock} on${distance}.`
}
