'use client'

import { ThemeProvider } from 'next-themes'
import type { ReactNode } from 'react'
import { Notices } from '#components/ui/toast.tsx'
import { TooltipProvider } from '#components/ui/tooltip.tsx'
import { TrpcProvider } from '#trpc/client.tsx'
import { StyleNonce } from './style-nonce.tsx'

export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  return (
    <ThemeProvider
      attribute="class"
      defaultTheme="system"
      enableSystem
      enableColorScheme={false}
      disableTransitionOnChange
      {...(nonce ? { nonce } : {})}
    >
      <StyleNonce nonce={nonce} />
      <TrpcProvider>
        <TooltipProvider delayDuration={300}>{children}</TooltipProvider>
        <Notices />
      </TrpcProvider>
    </ThemeProvider>
  )
}
