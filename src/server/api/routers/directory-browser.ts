import {
  browseGroupInput,
  browseGroupOutput,
  browseGroupsInput,
  browseGroupsOutput,
  browseMembersInput,
  browseMembersOutput,
  browsePeopleInput,
  browsePeopleOutput,
  browsePersonInput,
  browsePersonOutput,
  revealPersonOutput,
} from '#contracts/directory-browser.ts'
import {
  browseGroup,
  browseGroups,
  browseMembers,
  browsePeople,
  browsePerson,
  revealPerson,
} from '#server/domains/directory/index.ts'
import { procedure, router } from '../procedures.ts'

/** What a directory holds, as its provider wrote it. */
export const directoryBrowserRouter = router({
  people: procedure('member:read')
    .input(browsePeopleInput)
    .output(browsePeopleOutput)
    .query(({ ctx, input }) => browsePeople(ctx.scope, input)),
  person: procedure('member:read')
    .input(browsePersonInput)
    .output(browsePersonOutput)
    .query(({ ctx, input }) => browsePerson(ctx.scope, input)),
  revealPerson: procedure('provisioning-log:reveal')
    .input(browsePersonInput)
    .output(revealPersonOutput)
    .mutation(({ ctx, input }) => revealPerson(ctx.scope, input)),
  groups: procedure('group:read')
    .input(browseGroupsInput)
    .output(browseGroupsOutput)
    .query(({ ctx, input }) => browseGroups(ctx.scope, input)),
  group: procedure('group:read')
    .input(browseGroupInput)
    .output(browseGroupOutput)
    .query(({ ctx, input }) => browseGroup(ctx.scope, input)),
  members: procedure('group:read')
    .input(browseMembersInput)
    .output(browseMembersOutput)
    .query(({ ctx, input }) => browseMembers(ctx.scope, input)),
})
