import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'
import type {
  AuthenticationResponse,
  CreationOptions,
  RegistrationResponse,
  RequestOptions,
} from '#contracts/passkeys.ts'
import { env } from '#server/platform/env.ts'

type Changes = {
  origin?: string
  rpId?: string
  userVerified?: boolean
  challenge?: string
  counter?: number
  privateKey?: KeyObject
  userHandle?: string
}

const FLAGS = { present: 0x01, verified: 0x04, backupEligible: 0x08, backedUp: 0x10, attested: 0x40 }

/** An authenticator in software (WebAuthn §6): one ES256 credential, correct but for what a test changes. */
export class TestAuthenticator {
  readonly credentialId = randomBytes(32)
  readonly #privateKey: KeyObject
  readonly #publicKey: { x: Buffer; y: Buffer }
  readonly #synced: boolean
  #counter = 0
  #userHandle = randomBytes(16).toString('base64url')

  /** @param synced the credential is copied to an account, so it is bound to no hardware */
  constructor({ synced = false } = {}) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    this.#privateKey = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const { x, y } = publicKey.export({ format: 'jwk' })
    this.#publicKey = { x: Buffer.from(x as string, 'base64url'), y: Buffer.from(y as string, 'base64url') }
    this.#synced = synced
  }

  get id(): string {
    return this.credentialId.toString('base64url')
  }

  create(options: CreationOptions, changes: Changes = {}): RegistrationResponse {
    this.#userHandle = options.user.id
    const key = new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, new Uint8Array(this.#publicKey.x)],
      [-3, new Uint8Array(this.#publicKey.y)],
    ])
    const length = Buffer.alloc(2)
    length.writeUInt16BE(this.credentialId.length)
    const attested = Buffer.concat([
      Buffer.alloc(16),
      length,
      this.credentialId,
      isoCBOR.encode(key as Parameters<typeof isoCBOR.encode>[0]),
    ])
    const authData = Buffer.concat([this.#authData(changes, FLAGS.attested), attested])
    const attestation = new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', new Uint8Array(authData)],
    ])
    return {
      id: this.id,
      rawId: this.id,
      type: 'public-key',
      response: {
        clientDataJSON: clientData('webauthn.create', changes.challenge ?? options.challenge, changes),
        attestationObject: Buffer.from(isoCBOR.encode(attestation as Parameters<typeof isoCBOR.encode>[0])).toString(
          'base64url',
        ),
        transports: ['usb'],
      },
    }
  }

  get(options: Pick<RequestOptions, 'challenge'>, changes: Changes = {}): AuthenticationResponse {
    this.#counter = changes.counter ?? this.#counter + 1
    const clientDataJSON = clientData('webauthn.get', changes.challenge ?? options.challenge, changes)
    const authData = this.#authData(changes, 0)
    const signed = Buffer.concat([
      authData,
      createHash('sha256').update(Buffer.from(clientDataJSON, 'base64url')).digest(),
    ])
    return {
      id: this.id,
      rawId: this.id,
      type: 'public-key',
      response: {
        clientDataJSON,
        authenticatorData: authData.toString('base64url'),
        signature: sign('sha256', signed, changes.privateKey ?? this.#privateKey).toString('base64url'),
        userHandle: changes.userHandle ?? this.#userHandle,
      },
    }
  }

  #authData({ rpId, userVerified = true }: Changes, more: number): Buffer {
    const flags =
      FLAGS.present |
      (userVerified ? FLAGS.verified : 0) |
      (this.#synced ? FLAGS.backupEligible | FLAGS.backedUp : 0) |
      more
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(this.#counter)
    const id = rpId ?? new URL(env().GATEHOUSE_URL).hostname
    return Buffer.concat([createHash('sha256').update(id).digest(), Buffer.from([flags]), counter])
  }
}

function clientData(type: string, challenge: string, { origin }: Changes): string {
  return Buffer.from(
    JSON.stringify({ type, challenge, origin: origin ?? new URL(env().GATEHOUSE_URL).origin, crossOrigin: false }),
  ).toString('base64url')
}
