const WORDS: Record<string, string> = {
  NotAllowedError: 'The passkey was not used: it was cancelled, timed out, or is not on this device. Try again.',
  InvalidStateError: 'This device has a passkey for you already. Use another device, or remove the old one first.',
  NotSupportedError: 'This device cannot make a passkey that asks who you are. Use another device.',
  SecurityError: 'The address of this page does not fit the one that Gatehouse was set up under. Tell its operator.',
}

/** A failure on this side of the wire, in the form in which forms show those of the server. */
export function failureHere(words: string): Error {
  return Object.assign(new Error(words), { data: { code: 'invalid_input' } })
}

/** What a browser says about a passkey, in the reader's words. */
export function inWords(error: unknown): Error {
  const name = error instanceof Error ? error.name : ''
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.name : ''
  const words = WORDS[name] ?? WORDS[cause] ?? 'This browser could not use a passkey. Try another browser or device.'
  return failureHere(words)
}
