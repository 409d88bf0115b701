import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { describeFailure, Failure } from './failure.mjs'

it('says what is wrong and what to do, without a stack', () => {
  expect(describeFailure(new Failure('The door is shut.', 'Open it.'))).toBe('The door is shut. Open it.')
  expect(describeFailure(new Failure('The door is shut.'))).toBe('The door is shut.')
})

it('turns a file that may not be used into a sentence', () => {
  const error = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES', path: '/data/ports.json' })
  expect(describeFailure(error)).toBe(
    '/data/ports.json may not be used by the current user. Start as the user who owns it, or change its owner or mode.',
  )
})

it('shows the stack of a defect', () => {
  let defect: unknown
  try {
    writeFileSync('/nowhere/at/all', '')
  } catch (error) {
    defect = error
  }
  expect(describeFailure(defect)).toContain('failure.test.ts')
})
