import { readTxtRecords } from './read-txt-records.ts'
import { challengeRecord, type DomainProblem, type StoredDomain } from './verified-domain-store.ts'

/** Looks a domain's own challenge up in DNS; null where it is there. Called outside any transaction. */
export async function checkChallenge(
  domain: Pick<StoredDomain, 'domain' | 'challenge'>,
): Promise<DomainProblem | null> {
  const { name, value } = challengeRecord(domain)
  const answer = await readTxtRecords(name)
  if (!answer.ok) return 'no_answer'
  if (answer.values.some((one) => one.trim() === value)) return null
  return answer.values.length === 0 ? 'no_record' : 'other_record'
}
