import { expect, test } from 'vitest';
import { changedProps, newUid, toWire } from './wire.ts';

test('reserved names travel with an underscore, on the first level only', () => {
  const wire = toWire({ onFocus: 1, timeout: 7, value: { onFocus: 2, close: 3 } });
  expect(wire).toEqual({ _onFocus: 1, _timeout: 7, value: { onFocus: 2, close: 3 } });
});

test('nothing travels as null, so that it clears', () => {
  expect(toWire({ value: undefined, other: null })).toEqual({ value: null, other: null });
});

test('a function keeps one id over all pushes, nested ones too', () => {
  const onChange = () => {};
  const first = toWire({ onChange, form: { change: onChange } });
  const second = toWire({ onChange, form: { change: onChange } });
  const id = (first.onChange as { __id__?: string }).__id__;
  expect(id).toMatch(/^studio_\d+$/);
  expect((second.onChange as { __id__?: string }).__id__).toBe(id);
  expect((second.form as { change: { __id__?: string } }).change.__id__).toBe(id);
});

test('two functions have two ids', () => {
  const wire = toWire({ a: () => {}, b: () => {} });
  expect((wire.a as { __id__?: string }).__id__).not.toBe((wire.b as { __id__?: string }).__id__);
});

test('dates cross as they are', () => {
  const day = new Date(0);
  expect(toWire({ day })).toEqual({ day });
});

test('only what changed is pushed', () => {
  const showToast = () => {};
  const before = { installation: { status: 'PENDING' }, context: { a: 1 }, showToast };
  expect(changedProps(before, { installation: { status: 'PENDING' }, context: { a: 1 }, showToast })).toEqual(
    {},
  );
  expect(
    changedProps(before, { installation: { status: 'COMPLETED' }, context: { a: 1 }, showToast }),
  ).toEqual({
    installation: { status: 'COMPLETED' },
  });
  expect(changedProps({ value: 'x' }, { value: undefined })).toEqual({ value: undefined });
});

test('a uid holds letters and digits only', () => {
  for (let i = 0; i < 50; i += 1) expect(newUid()).toMatch(/^[a-z0-9]{23}$/);
});
