import type { RehearsedProvider } from '#contracts/rehearsals.ts'
import type { Dialect } from './dialect.ts'
import { entra, entraCompliant } from './entra.ts'
import { google } from './google.ts'
import { okta, oktaWizard } from './okta.ts'
import { pingOne } from './ping-one.ts'

export const DIALECTS: Record<RehearsedProvider, Dialect> = {
  okta,
  'okta-wizard': oktaWizard,
  entra,
  'entra-aadoptscim': entraCompliant,
  google,
  pingone: pingOne,
}
