import { X509Certificate } from 'node:crypto'

/** How long a certificate that the metadata no longer names is still accepted. */
const OVERLAP_MS = 7 * 86_400_000

/** SHA-256 fingerprint to the ISO time until which the certificate is accepted. */
export type RetiringCertificates = Record<string, string>

export function fingerprintOf(pem: string): string {
  return new X509Certificate(pem).fingerprint256
}

/**
 * The certificates that are accepted after the metadata was read: those that it names, and beside them those that
 * it named until now, for a week. A provider that rolls its certificate signs with the old one until every part of
 * it has the new one.
 */
export function acceptedCertificates(input: {
  named: readonly string[]
  accepted: readonly string[]
  retiring: RetiringCertificates
  now: Date
}): { certificates: string[]; retiring: RetiringCertificates } {
  const named = new Set(input.named.map(fingerprintOf))
  const retiring: RetiringCertificates = {}
  const kept: string[] = []
  for (const pem of input.accepted) {
    const fingerprint = fingerprintOf(pem)
    if (named.has(fingerprint)) continue
    const until = input.retiring[fingerprint] ?? new Date(input.now.getTime() + OVERLAP_MS).toISOString()
    if (Date.parse(until) <= input.now.getTime()) continue
    retiring[fingerprint] = until
    kept.push(pem)
  }
  return { certificates: [...input.named, ...kept], retiring }
}
