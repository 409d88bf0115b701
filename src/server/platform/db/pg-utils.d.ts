declare module 'pg/lib/utils.js' {
  /** How pg writes a parameter; pg-cursor and pg-query-stream take it from here too. */
  const utils: { prepareValue: (value: unknown) => string | Buffer | null }
  export default utils
}
