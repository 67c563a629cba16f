import { Trans, useLingui } from '@lingui/react/macro';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/page.tsx';
import { RowActions, Table } from '../../../ui/table.tsx';
import type { DraftElement } from './draft.ts';
import { ElementDialog } from './element-dialog.tsx';
import type { DraftFormProps } from './general-tab.tsx';
import { elementTypeNames } from './words.ts';

/** The elements live in the draft; they reach the server when the app is saved. */
export function ElementsTab({ draft, onChange }: Pick<DraftFormProps, 'draft' | 'onChange'>) {
  const { t } = useLingui();
  // The place of the element being edited; the length of the list stands for a new one.
  const [edited, setEdited] = useState<number | null>(null);
  const { elements } = draft;
  const add = (
    <Button onPress={() => setEdited(elements.length)}>
      <Plus size={15} aria-hidden />
      {t`Add element`}
    </Button>
  );
  const keep = (element: DraftElement) => {
    onChange({ elements: elements.toSpliced(edited ?? elements.length, 1, element) });
    setEdited(null);
  };
  return (
    <>
      {elements.length === 0 ? (
        <Empty title={t`No element yet`} action={add}>
          <Trans>
            An element is a place in Studio where the app shows itself: a field, the sidebar of a form, a
            page.
          </Trans>
        </Empty>
      ) : (
        <>
          <ElementTable
            elements={elements}
            onEdit={setEdited}
            onRemove={(index) => onChange({ elements: elements.toSpliced(index, 1) })}
          />
          <div>{add}</div>
        </>
      )}
      {edited !== null && (
        <ElementDialog
          element={elements[edited]}
          others={elements.filter((_, index) => index !== edited)}
          onClose={() => setEdited(null)}
          onKeep={keep}
        />
      )}
    </>
  );
}

interface ElementTableProps {
  elements: DraftElement[];
  onEdit: (index: number) => void;
  onRemove: (index: number) => void;
}

function ElementTable({ elements, onEdit, onRemove }: ElementTableProps) {
  const { t } = useLingui();
  return (
    <Table label={t`Elements`} columns={[t`Name`, t`API ID`, t`Type`, t`Actions`]}>
      {elements.map((element, index) => (
        <tr key={element.apiId}>
          <td>{element.name}</td>
          <td>
            <code>{element.apiId}</code>
          </td>
          <td>{t(elementTypeNames[element.type])}</td>
          <td>
            <RowActions>
              <Button aria-label={t`Edit ${element.name}`} onPress={() => onEdit(index)}>{t`Edit`}</Button>
              <Button
                aria-label={t`Remove ${element.name}`}
                onPress={() => onRemove(index)}
              >{t`Remove`}</Button>
            </RowActions>
          </td>
        </tr>
      ))}
    </Table>
  );
}
