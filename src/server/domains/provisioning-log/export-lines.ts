import type { detailOf } from './log-view.ts'

/** One request as it is exported; the columns of the CSV are these, in this order. */
export function exportedLine(detail: ReturnType<typeof detailOf>, ip: string | null) {
  return {
    id: detail.id,
    at: detail.at,
    directory: detail.directory.name,
    token: detail.token?.prefix ?? null,
    client: detail.client,
    method: detail.method,
    path: detail.path,
    query: detail.query,
    kind: detail.kind,
    outcome: detail.outcome,
    status: detail.status,
    scimType: detail.scimType,
    sentence: detail.sentence,
    dryRun: detail.dryRun,
    detail: detail.detail,
    advice: detail.advice,
    durationMs: detail.durationMs,
    requestId: detail.requestId,
    userAgent: detail.userAgent,
    ip,
    auditSeqs: detail.auditSeqs,
    request: detail.request.body,
    response: detail.response.body,
  }
}
export type ExportedLine = ReturnType<typeof exportedLine>

const COLUMNS: readonly (keyof ExportedLine)[] = [
  'id',
  'at',
  'directory',
  'token',
  'client',
  'method',
  'path',
  'query',
  'kind',
  'outcome',
  'status',
  'scimType',
  'sentence',
  'dryRun',
  'detail',
  'advice',
  'durationMs',
  'requestId',
  'userAgent',
  'ip',
  'auditSeqs',
  'request',
  'response',
]

export function csvHeader(): string {
  return `${COLUMNS.join(',')}\r\n`
}

/** RFC 4180: every field in quotes, lines end in CRLF. */
export function csvLine(line: ExportedLine): string {
  return `${COLUMNS.map((name) => cell(line[name])).join(',')}\r\n`
}

/**
 * A spreadsheet runs what begins with one of these as a formula, also after white space; an apostrophe ahead of it makes
 * it text. Numbers of ours are never negative, so nothing else is lost by it.
 */
const FORMULA = /^[\s\u00A0\uFEFF]*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/

function cell(value: unknown): string {
  const text =
    value === null || value === undefined
      ? ''
      : Array.isArray(value) && value.every((item) => typeof item !== 'object')
        ? value.join(' ')
        : typeof value === 'object'
          ? JSON.stringify(value)
          : String(value)
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
}
