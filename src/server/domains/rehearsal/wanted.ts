/** A person as the identity provider has them. */
export type WantedPerson = {
  userName: string
  externalId: string | null
  displayName: string
  givenName: string | null
  familyName: string | null
  email: string | null
  title: string | null
  department: string | null
  active: boolean
}

/** `members` are userNames in lower case. */
export type WantedGroup = { name: string; members: ReadonlySet<string> }

/** What a provider would bring about here. */
export type Wanted = {
  people: readonly WantedPerson[]
  groups: readonly WantedGroup[]
  /** Whether who and what is in the directory beside these is taken away. */
  removesOthers: boolean
}
