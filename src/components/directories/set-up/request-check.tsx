import { CircleAlert, CircleCheck, CircleDashed } from 'lucide-react'
import type { ReactNode } from 'react'
import { Time } from '#components/ui/time.tsx'
import { type Activity, type Milestone, requestMilestones } from './request-milestones.ts'

/** Asked again until all of it has come. */
export const ASK_EVERY_MS = 4_000

type Props = { activity: Activity; sendsGroups: boolean /** Where refusals are explained. */; log: ReactNode }

/** Whether the provider has been heard, and of what. */
export function RequestCheck({ activity, sendsGroups, log }: Props) {
  const milestones = requestMilestones(activity, sendsGroups)
  return (
    <div aria-live="polite">
      <p className="mb-3 font-medium">
        {activity.firstAt === null ? (
          'Waiting for the first request…'
        ) : (
          <>
            First request received <Time at={activity.firstAt} />
            {activity.lastAt && activity.lastAt !== activity.firstAt ? (
              <span className="font-normal text-muted">
                , the last one <Time at={activity.lastAt} />
              </span>
            ) : null}
          </>
        )}
      </p>
      <ul className="flex flex-col gap-2.5 text-sm">
        {milestones.map((milestone) => (
          <li key={milestone.title} className="grid grid-cols-[1rem_minmax(0,1fr)] items-start gap-x-2.5">
            <MilestoneIcon state={milestone.state} />
            <div>
              <span>{milestone.title}: </span>
              <MilestoneWords milestone={milestone} log={log} />
            </div>
          </li>
        ))}
      </ul>
      {activity.firstAt === null ? (
        <p className="mt-3 text-pretty text-muted text-sm">
          This page looks every few seconds. A request whose token is not one of this organisation’s is refused with 401
          before anybody can tell whose it is, and does not show here: check the token first.
        </p>
      ) : null}
    </div>
  )
}

function MilestoneIcon({ state }: { state: Milestone['state'] }) {
  if (state === 'received') return <CircleCheck aria-hidden className="mt-0.5 size-4 text-info" />
  if (state === 'refused') return <CircleAlert aria-hidden className="mt-0.5 size-4 text-danger" />
  return <CircleDashed aria-hidden className="mt-0.5 size-4 text-muted" />
}

function MilestoneWords({ milestone, log }: { milestone: Milestone; log: ReactNode }) {
  if (milestone.at === null) return <span className="text-muted">waiting. {milestone.waitingFor}</span>
  if (milestone.state === 'received') {
    return (
      <span>
        received, <Time at={milestone.at} />
      </span>
    )
  }
  return (
    <span>
      refused with {milestone.status}, <Time at={milestone.at} />. {log}
    </span>
  )
}
