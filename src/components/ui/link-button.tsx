import Link from 'next/link'
import type { ComponentProps } from 'react'
import { Button } from './button.tsx'

type LinkButtonProps = ComponentProps<typeof Link> & Pick<ComponentProps<typeof Button>, 'variant' | 'size'>

/** A link that is the page's next step. */
export function LinkButton({ variant, size, className, ...props }: LinkButtonProps) {
  return (
    <Button asChild variant={variant} size={size} className={className}>
      <Link {...props} />
    </Button>
  )
}
