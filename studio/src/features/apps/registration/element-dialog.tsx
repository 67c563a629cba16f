import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { type ElementType, elementFeatures, fieldTypes } from '../../../api/apps.ts';
import { CheckField, FieldGroup } from '../../../ui/check-field.tsx';
import { FormDialog } from '../../../ui/dialog.tsx';
import { SelectField } from '../../../ui/select-field.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import type { DraftElement } from './draft.ts';
import { configProblem, readConfig, writeConfig } from './element-config.ts';
import { appUrlProblem, elementApiIdProblem } from './rules.ts';
import { elementFieldTypeNames, elementTypeNames, featureNames } from './words.ts';

interface ElementDialogProps {
  /** Undefined: a new one. */
  element: DraftElement | undefined;
  others: DraftElement[];
  onClose: () => void;
  onKeep: (element: DraftElement) => void;
}

const newElement: DraftElement = {
  apiId: '',
  name: '',
  type: 'page',
  description: null,
  src: '',
  config: null,
};

type Problems = Partial<Record<'name' | 'apiId' | 'src' | 'config' | 'features', MessageDescriptor | null>>;

function problemsOf(element: DraftElement, configText: string, others: DraftElement[]): Problems {
  const isTaken = others.some((other) => other.apiId === element.apiId);
  return {
    name: element.name.trim() ? null : msg`Enter a name.`,
    apiId: elementApiIdProblem(element.apiId) ?? (isTaken ? msg`Another element has this API ID.` : null),
    src: appUrlProblem(element.src, window.location.origin),
    config: element.type === 'page' ? null : configProblem(configText),
    features: element.type === 'field' && !element.features?.length ? msg`Choose at least one.` : null,
  };
}

export function ElementDialog({ element, others, onClose, onKeep }: ElementDialogProps) {
  const { t } = useLingui();
  const [draft, setDraft] = useState(element ?? newElement);
  const [configText, setConfigText] = useState(writeConfig(element?.config));
  const [isChecked, setChecked] = useState(false);
  const problems = problemsOf(draft, configText, others);
  const change = (part: Partial<DraftElement>) => setDraft((now) => ({ ...now, ...part }));
  const errorOf = (key: keyof Problems) => (isChecked && problems[key] ? t(problems[key]) : null);
  const changeType = (type: ElementType) => {
    const forField = {
      fieldType: draft.fieldType ?? 'STRING',
      features: draft.features ?? ['FieldRenderer' as const],
    };
    change({ type, ...(type === 'field' ? forField : {}) });
  };
  const submit = () => {
    setChecked(true);
    if (Object.values(problems).some(Boolean)) return;
    const { name, src, description } = draft;
    const config = draft.type === 'page' ? null : readConfig(configText);
    onKeep({
      ...draft,
      name: name.trim(),
      src: src.trim(),
      description: description?.trim() || null,
      config,
    });
  };
  return (
    <FormDialog
      title={element ? t`Edit element` : t`New element`}
      submitLabel={t`Save element`}
      isOpen
      onClose={onClose}
      onSubmit={submit}
    >
      <TextField
        label={t`Name`}
        autoFocus
        value={draft.name}
        onChange={(name) => change({ name })}
        error={errorOf('name')}
      />
      <TextField
        label={t`API ID`}
        isCode
        value={draft.apiId}
        onChange={(apiId) => change({ apiId })}
        error={errorOf('apiId')}
      />
      <SelectField
        label={t`Type`}
        value={draft.type}
        onChange={changeType}
        options={(Object.keys(elementTypeNames) as ElementType[]).map((type) => ({
          value: type,
          label: t(elementTypeNames[type]),
        }))}
      />
      <TextField
        label={t`URL`}
        type="url"
        value={draft.src}
        onChange={(src) => change({ src })}
        error={errorOf('src')}
      />
      {draft.type === 'field' && (
        <FieldSettings draft={draft} onChange={change} error={errorOf('features')} />
      )}
      {draft.type !== 'page' && (
        <TextField
          label={t`Settings (JSON)`}
          isCode
          isOptional
          lines={5}
          value={configText}
          onChange={setConfigText}
          error={errorOf('config')}
          description={t`What is asked where the element is used: name of the setting, then its type and words.`}
        />
      )}
      <TextField
        label={t`Description`}
        isOptional
        lines={2}
        value={draft.description ?? ''}
        onChange={(description) => change({ description })}
      />
    </FormDialog>
  );
}

interface FieldSettingsProps {
  draft: DraftElement;
  onChange: (part: Partial<DraftElement>) => void;
  error: string | null;
}

function FieldSettings({ draft, onChange, error }: FieldSettingsProps) {
  const { t } = useLingui();
  const features = draft.features ?? [];
  return (
    <>
      <SelectField
        label={t`Field type`}
        value={draft.fieldType ?? 'STRING'}
        onChange={(fieldType) => onChange({ fieldType })}
        options={fieldTypes.map((type) => ({ value: type, label: t(elementFieldTypeNames[type]) }))}
      />
      <FieldGroup label={t`What it can show`} error={error}>
        {elementFeatures.map((feature) => (
          <CheckField
            key={feature}
            label={t(featureNames[feature])}
            isChecked={features.includes(feature)}
            onChange={(isOn) =>
              onChange({
                features: isOn ? [...features, feature] : features.filter((one) => one !== feature),
              })
            }
          />
        ))}
      </FieldGroup>
    </>
  );
}
