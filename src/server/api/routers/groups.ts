import {
  groupsGetInput,
  groupsGetOutput,
  groupsListInput,
  groupsListMappingsOutput,
  groupsListOutput,
  groupsMapRoleInput,
  groupsMapRoleOutput,
  groupsUnmapRoleInput,
  groupsUnmapRoleOutput,
} from '#contracts/groups.ts'
import {
  groupsPreviewMappingInput,
  groupsPreviewMappingOutput,
  groupsPreviewUnmappingInput,
  groupsPreviewUnmappingOutput,
} from '#contracts/mapping-previews.ts'
import { noInput } from '#contracts/no-input.ts'
import {
  getGroup,
  listGroupRoleMappings,
  listGroups,
  mapGroupRole,
  previewMapping,
  previewUnmapping,
  unmapGroupRole,
} from '#server/domains/directory/index.ts'
import { procedure, router } from '../procedures.ts'

export const groupsRouter = router({
  list: procedure('group:read')
    .input(groupsListInput)
    .output(groupsListOutput)
    .query(({ ctx, input }) => listGroups(ctx.scope, input)),
  get: procedure('group:read')
    .input(groupsGetInput)
    .output(groupsGetOutput)
    .query(({ ctx, input }) => getGroup(ctx.scope, input)),
  listMappings: procedure('group:read')
    .input(noInput)
    .output(groupsListMappingsOutput)
    .query(({ ctx }) => listGroupRoleMappings(ctx.scope)),
  previewMapping: procedure('group:read')
    .input(groupsPreviewMappingInput)
    .output(groupsPreviewMappingOutput)
    .query(({ ctx, input }) => previewMapping(ctx.scope, input)),
  previewUnmapping: procedure('group:read')
    .input(groupsPreviewUnmappingInput)
    .output(groupsPreviewUnmappingOutput)
    .query(({ ctx, input }) => previewUnmapping(ctx.scope, input)),
  mapRole: procedure('group:map')
    .input(groupsMapRoleInput)
    .output(groupsMapRoleOutput)
    .mutation(({ ctx, input }) => mapGroupRole(ctx.scope, input)),
  unmapRole: procedure('group:map')
    .input(groupsUnmapRoleInput)
    .output(groupsUnmapRoleOutput)
    .mutation(({ ctx, input }) => unmapGroupRole(ctx.scope, input)),
})
