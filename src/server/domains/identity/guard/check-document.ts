import { filledIn, type SamlCheck } from './guard-state.ts'
import { parseUntrustedXml } from './xml.ts'

export const checkDocument: SamlCheck = {
  name: 'document',
  clause:
    'SAML core §1.3, XML 1.0: well-formed, without DOCTYPE, entities, comments or instructions. Stops XXE, entity bombs and split text.',
  run(state) {
    try {
      const root = parseUntrustedXml(filledIn(state.xml)).documentElement
      if (!root) return 'empty document'
      state.response = root
      return null
    } catch (error) {
      return error instanceof Error && /^[a-z ,()A-Z-]{1,80}$/.test(error.message) ? error.message : 'not well-formed'
    }
  },
}
