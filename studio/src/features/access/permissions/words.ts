import { msg } from '@lingui/core/macro';
import type { ContentAction } from '../../../api/content-permissions.ts';

export const actionNames = {
  Read: msg`Read`,
  ReadVersion: msg`Read versions`,
  Create: msg`Create`,
  Update: msg`Update`,
  Delete: msg`Delete`,
  Publish: msg`Publish`,
  Unpublish: msg`Unpublish`,
} satisfies Record<ContentAction, unknown>;
