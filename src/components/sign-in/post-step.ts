/** One step of a sign-in without the provider. @throws Error with the server's public words */
export async function postStep<T>(step: string, body: object): Promise<T> {
  const response = await fetch(`/api/sign-in/${step}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const answer = (await response.json().catch(() => null)) as (T & { message?: string }) | null
  if (response.ok && answer) return answer
  throw new Error(answer?.message ?? 'The server did not answer as expected. Try again.')
}
