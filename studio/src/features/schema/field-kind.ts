import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Field, SimpleFieldType } from '../../api/schema.ts';

/** A kind of field in the person's words. */
export const simpleFieldNames: Record<SimpleFieldType, MessageDescriptor> = {
  STRING: msg`Text`,
  RICHTEXT: msg`Rich text`,
  INT: msg`Whole number`,
  FLOAT: msg`Decimal number`,
  BOOLEAN: msg`Yes or no`,
  DATE: msg`Date`,
  DATETIME: msg`Date and time`,
  JSON: msg`JSON`,
  LOCATION: msg`Location`,
  COLOR: msg`Color`,
  ID: msg`ID`,
};

const otherKinds: Record<string, MessageDescriptor> = {
  EnumerableField: msg`Enumeration`,
  RelationalField: msg`Reference`,
  UniDirectionalRelationalField: msg`Reference`,
  UnionField: msg`Reference to several models`,
  ComponentField: msg`Component`,
  ComponentUnionField: msg`Several components`,
  RemoteField: msg`Remote data`,
  TaxonomyField: msg`Taxonomy`,
};

export function kindOf(field: Field): MessageDescriptor {
  if (field.simpleType) return simpleFieldNames[field.simpleType];
  return otherKinds[field.__typename] ?? msg`Other`;
}

const scalarKinds: readonly SimpleFieldType[] = [
  'STRING',
  'INT',
  'FLOAT',
  'BOOLEAN',
  'DATE',
  'DATETIME',
  'ID',
];

/** Only single comparable values can be unique (management-api.md §4.4). */
export const canBeUnique = (type: SimpleFieldType, isList: boolean) => !isList && scalarKinds.includes(type);

/** The title of an entry is one short text; a list is none (management-api.md §4.4). */
export const canBeTitle = (type: SimpleFieldType, isList: boolean) => !isList && type === 'STRING';
