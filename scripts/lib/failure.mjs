/**
 * Something a person can put right: one sentence about what is wrong and one about what to do.
 * Everything else that is thrown is a defect and is shown with its stack.
 */
export class Failure extends Error {
  /**
   * @param {string} message what is wrong, one sentence
   * @param {string} [remedy] what to do about it
   */
  constructor(message, remedy) {
    super(message)
    this.name = 'Failure'
    this.code = 'gatehouse_start_failure'
    this.remedy = remedy
  }
}

/** @param {unknown} error */
function isFailure(error) {
  return error instanceof Error && 'code' in error && error.code === 'gatehouse_start_failure'
}

const FILE_ERRORS = {
  EACCES: ['may not be used by the current user', 'Start as the user who owns it, or change its owner or mode.'],
  EPERM: ['may not be changed by the current user', 'Start as the user who owns it, or change its owner or mode.'],
  EROFS: ['lies on a disk that cannot be written', 'Use a folder on another disk.'],
  ENOSPC: ['could not be written: the disk is full', 'Free some space and start again.'],
}

/**
 * @param {unknown} error
 * @returns {string} what to print before leaving with exit code 1
 */
export function describeFailure(error) {
  if (isFailure(error)) return error.remedy ? `${error.message} ${error.remedy}` : error.message
  if (!(error instanceof Error)) return String(error)
  const [what, remedy] = FILE_ERRORS[error.code] ?? []
  if (what && error.path) return `${error.path} ${what}. ${remedy}`
  return error.stack ?? error.message
}
