import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { AppPermissions, ElementFeature, ElementFieldType, ElementType } from '../../../api/apps.ts';

export const elementTypeNames: Record<ElementType, MessageDescriptor> = {
  field: msg`Field`,
  formSidebar: msg`Form sidebar`,
  page: msg`Page`,
};

export const featureNames: Record<ElementFeature, MessageDescriptor> = {
  FieldRenderer: msg`One value, in the form`,
  ListRenderer: msg`Several values, in the form`,
  TableRenderer: msg`Cell of the content table`,
};

export const elementFieldTypeNames: Record<ElementFieldType, MessageDescriptor> = {
  ID: msg`ID`,
  STRING: msg`Text`,
  RICHTEXT: msg`Rich text`,
  INT: msg`Whole number`,
  FLOAT: msg`Decimal number`,
  BOOLEAN: msg`Yes or no`,
  JSON: msg`JSON`,
  DATETIME: msg`Date and time`,
  DATE: msg`Date`,
  LOCATION: msg`Location`,
  COLOR: msg`Color`,
  RELATION: msg`Reference`,
  ENUMERATION: msg`Enumeration`,
};

export const permissionNames: Record<keyof AppPermissions, MessageDescriptor> = {
  CONTENT: msg`Content API`,
  SCHEMA: msg`Schema`,
  WEBHOOKS: msg`Webhooks`,
  USER: msg`User`,
};

export const levelNames = { NONE: msg`None`, READ: msg`Read`, READ_WRITE: msg`Read and write` } as const;

/** The levels each permission knows (apps.md §1). */
export const permissionLevels = {
  CONTENT: ['NONE', 'READ', 'READ_WRITE'],
  SCHEMA: ['NONE', 'READ', 'READ_WRITE'],
  WEBHOOKS: ['NONE', 'READ_WRITE'],
  USER: ['NONE', 'READ'],
} as const;
