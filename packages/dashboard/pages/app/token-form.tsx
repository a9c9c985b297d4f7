import { useState } from 'preact/hooks'

/** Asks for the token once; a cookie that no script can read keeps it. */
export function TokenForm({ onAdmitted }: { readonly onAdmitted: () => void }) {
  const [problem, setProblem] = useState<string | null>(null)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const token = String(new FormData(form).get('token') ?? '').trim()
    const answer = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    }).catch(() => null)
    if (answer?.ok) return onAdmitted()
    const body = answer === null ? null : await answer.json().catch(() => null)
    setProblem(body?.error?.data?.fix ?? 'The process does not answer: try again in a moment.')
  }
  return (
    <main class="alone">
      <form class="card token-form" onSubmit={submit}>
        <h1>This dashboard asks for a token</h1>
        <p class="muted">
          It is the dashboard.token of the validator's configuration. This browser keeps it for 30 days.
        </p>
        <label for="token">Token</label>
        <input
          id="token"
          name="token"
          type="password"
          autocomplete="off"
          required
          aria-describedby="problem"
        />
        <p id="problem" role="alert" class="problem">
          {problem}
        </p>
        <button type="submit">Open the dashboard</button>
      </form>
    </main>
  )
}
