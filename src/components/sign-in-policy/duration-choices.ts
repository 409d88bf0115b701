type Choice = { minutes: number; label: string }

const of = (minutes: number, label: string): Choice => ({ minutes, label })

export const IDLE_CHOICES = [
  of(15, '15 minutes'),
  of(30, '30 minutes'),
  of(60, '1 hour'),
  of(240, '4 hours'),
  of(480, '8 hours'),
  of(1440, '1 day'),
  of(10_080, '7 days'),
]
export const ABSOLUTE_CHOICES = [
  of(60, '1 hour'),
  of(240, '4 hours'),
  of(480, '8 hours'),
  of(720, '12 hours'),
  of(1440, '1 day'),
  of(10_080, '7 days'),
  of(43_200, '30 days'),
]
export const REAUTHENTICATION_CHOICES = [
  of(30, '30 minutes'),
  of(60, '1 hour'),
  of(240, '4 hours'),
  of(480, '8 hours'),
  of(1440, '1 day'),
]
export const STEP_UP_CHOICES = [
  of(5, '5 minutes'),
  of(15, '15 minutes'),
  of(30, '30 minutes'),
  of(60, '1 hour'),
  of(240, '4 hours'),
  of(480, '8 hours'),
  of(1440, '1 day'),
]

/** The choices with the present value among them, should it have been set by another way. */
export function withPresent(choices: readonly Choice[], minutes: number | null): readonly Choice[] {
  if (minutes === null || choices.some((choice) => choice.minutes === minutes)) return choices
  return [...choices, of(minutes, `${minutes} minutes`)].sort((one, other) => one.minutes - other.minutes)
}
