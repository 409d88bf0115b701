import Link from 'next/link'
import type { ComponentProps } from 'react'
import { cn } from './cn.ts'

export function TextLink({ className, ...props }: ComponentProps<typeof Link>) {
  return (
    <Link
      className={cn(
        'rounded-sm text-accent underline decoration-accent-line underline-offset-3 hover:decoration-accent',
        className,
      )}
      {...props}
    />
  )
}
