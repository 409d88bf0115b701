export { getMember } from './get-member.ts'
export { listMembers } from './list-members.ts'
