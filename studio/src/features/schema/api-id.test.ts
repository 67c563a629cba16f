import { expect, test } from 'vitest';
import {
  fieldApiIdProblem,
  modelApiIdProblem,
  suggestFieldApiId,
  suggestModelApiId,
  suggestPlural,
} from './api-id.ts';

test.each([
  ['Blog post', 'BlogPost'],
  ['Über uns!', 'UberUns'],
  ['3D model', 'DModel'],
  ['日本', ''],
])('a model named %s is suggested %s', (name, id) => {
  expect(suggestModelApiId(name)).toBe(id);
  if (id) expect(modelApiIdProblem(id)).toBeNull();
});

test.each([
  ['Sub title', 'subTitle'],
  ['SEO', 'sEO'],
  ['', ''],
])('a field named %s is suggested %s', (name, id) => {
  expect(suggestFieldApiId(name)).toBe(id);
});

test.each([
  ['Post', 'Posts'],
  ['Category', 'Categories'],
  ['Day', 'Days'],
  ['Address', 'Addresses'],
  ['', ''],
])('the plural of %s is %s', (one, many) => {
  expect(suggestPlural(one)).toBe(many);
});

test('rules of model and field IDs', () => {
  for (const wrong of ['', 'post', '1Post', 'Blog-Post', 'Blog Post', 'P'.repeat(65)]) {
    expect(modelApiIdProblem(wrong), wrong).not.toBeNull();
  }
  for (const wrong of ['', 'Title', '1st', 'sub-title', 't'.repeat(65)]) {
    expect(fieldApiIdProblem(wrong), wrong).not.toBeNull();
  }
  for (const right of ['title', 'sub_title', 't1']) expect(fieldApiIdProblem(right), right).toBeNull();
});
