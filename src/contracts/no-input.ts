import { z } from 'zod'

/** Of a procedure that takes nothing: a call that sends something is a mistake and is told so. */
export const noInput = z.strictObject({}).optional()
