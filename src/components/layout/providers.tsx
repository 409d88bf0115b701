'use client'

import { ThemeProvider } from 'next-themes'
import { type ReactNode, useState } from 'react'
import { Notices } from '#components/ui/toast.tsx'
import { TrpcProvider } from '#trpc/client.tsx'
import { StyleNonce } from './style-nonce.tsx'

export function Providers({ nonce: nonceOfRequest, children }: { nonce: string | undefined; children: ReactNode }) {
  // A refresh renders the layout with the nonce of another request; the document goes on with its own.
  const [nonce] = useState(nonceOfRequest)
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
        {children}
        <Notices />
      </TrpcProvider>
    </ThemeProvider>
  )
}
