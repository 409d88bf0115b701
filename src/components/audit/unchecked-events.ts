type Checked = { headSeq: number; recordedSeq: number | null }

/** Events since a verification, not counting the one that records it. */
export function uncheckedEvents({ headSeq, recordedSeq }: Checked, logSize: number): number {
  const newer = logSize - headSeq
  return Math.max(0, recordedSeq !== null && recordedSeq > headSeq && recordedSeq <= logSize ? newer - 1 : newer)
}
