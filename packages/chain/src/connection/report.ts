/** Runs a listener so that its mistakes reach the process, as in any event handler, and not who told it. */
export function tell(work: () => void): void {
  try {
    work()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
