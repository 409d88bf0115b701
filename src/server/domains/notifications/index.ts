export { escapeHtml } from './escape-html.ts'
export { sendMail } from './mail-transport.ts'
export { notifyOwners } from './notify-owners.ts'
export { sendOwnerNotice } from './send-owner-notice.ts'
