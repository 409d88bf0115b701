'use client'

/**
 * react-remove-scroll (in Radix's dialogs and menus) adds a style element while a dialog is open
 * and takes the nonce that the page's Content-Security-Policy asks for from this global.
 */
export function StyleNonce({ nonce }: { nonce: string | undefined }) {
  if (typeof window !== 'undefined' && nonce) Object.assign(window, { __webpack_nonce__: nonce })
  return null
}
