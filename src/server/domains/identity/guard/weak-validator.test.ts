import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type Keys, type Stage, signed, written } from '#testing/forge-saml-response.ts'
import { selfSignedCertificate } from '../../../../demo/self-signed-certificate.ts'
import { guardSamlResponse } from './guard-saml-response.ts'
import type { SamlExpectation } from './guard-state.ts'
import { SAML_ATTACKS } from './saml-attacks.fixture.ts'
import { SIGNED_FAULTS, withFault } from './signed-faults.fixture.ts'
import { FAULTS, type Weakness, weakValidator } from './weak-validator.fixture.ts'

// The corpus against a validator with one fault at a time: what our guard refuses, the fault lets in. So each refusal
// is due to a check, and not to a forgery that could not work anyhow.

const stage: Stage = {
  keys: keyPair(),
  entityId: 'https://idp.example/metadata',
  acsUrl: 'http://127.0.0.1:3000/api/sso/saml/acs',
  audience: 'urn:gatehouse:tenant:019aa000-0000-7000-8000-000000000001',
  requestId: '_0123456789abcdef',
  person: { userName: 'mallory@acme.test', email: 'mallory@acme.test', givenName: 'M', familyName: 'M', groups: [] },
  victim: 'owner@acme.test',
}
const attacker = keyPair()
const expected: SamlExpectation = {
  acsUrl: stage.acsUrl,
  entityId: stage.audience,
  idpEntityId: stage.entityId,
  certificates: [stage.keys.certificatePem],
  requestId: stage.requestId,
  assertionMaxAgeMs: 600_000,
  authenticationMaxAgeMs: 86_400_000,
  decryptionKeys: [],
}

function keyPair(): Keys {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificatePem: selfSignedCertificate({
      privateKey,
      commonName: 'test',
      notBefore: new Date(Date.now() - 1000),
      notAfter: new Date(Date.now() + 1e9),
    }),
  }
}

function outcome(xml: string, weakness: Weakness): { subject: string | null; error: unknown } {
  try {
    return { subject: weakValidator(xml, expected, new Date(), weakness), error: null }
  } catch (error) {
    return { subject: null, error }
  }
}
const guard = (xml: string) => guardSamlResponse(Buffer.from(xml).toString('base64'), expected, new Date())

describe('an attack that our guard refuses succeeds where the check is missing', () => {
  it.each(SAML_ATTACKS.map((attack) => [attack.name, attack.weakness, attack] as const))(
    '%s, against one that %s',
    async (_name, weakness, attack) => {
      const xml = await attack.forge(stage, attacker)
      expect(guard(xml)).toMatchObject({ passed: false, check: attack.refusedBy })
      const seen = outcome(xml, weakness)
      if (attack.effect) expect(attack.effect(seen)).toBe(true)
      else expect(seen).toEqual({ subject: stage.victim, error: null })
    },
  )
})

describe('an assertion that a provider signed and our guard refuses passes where the check is missing', () => {
  it.each(SIGNED_FAULTS.map((fault) => [fault.name, fault.refusedBy, fault] as const))(
    '%s, without the check of %s',
    async (_name, check, fault) => {
      const xml = await withFault(stage, fault)
      expect(guard(xml)).toMatchObject({ passed: false, check })
      expect(outcome(xml, check)).toEqual({ subject: stage.person.userName, error: null })
    },
  )
})

it('takes an honest response with every fault, and so does our guard', async () => {
  const xml = signed(stage, await written(stage))
  expect(guard(xml)).toMatchObject({ passed: true })
  for (const weakness of Object.keys(FAULTS) as Weakness[]) {
    const takesOnlyItsOwn = weakness === 'lets the signature choose HMAC'
    expect([weakness, outcome(xml, weakness).subject]).toEqual([
      weakness,
      takesOnlyItsOwn ? null : stage.person.userName,
    ])
  }
})
