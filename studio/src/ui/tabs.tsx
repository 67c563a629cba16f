import type { ReactNode } from 'react';
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components/Tabs';
import style from './tabs.module.css';

interface TabItem<Id extends string> {
  id: Id;
  title: string;
  panel: ReactNode;
}

interface TabsProps<Id extends string> {
  label: string;
  selected: Id;
  onSelect: (id: Id) => void;
  items: readonly TabItem<Id>[];
}

export function Tabs<Id extends string>({ label, selected, onSelect, items }: TabsProps<Id>) {
  return (
    <AriaTabs selectedKey={selected} onSelectionChange={(key) => onSelect(key as Id)}>
      <TabList className={style.list} aria-label={label}>
        {items.map((item) => (
          <Tab key={item.id} id={item.id} className={style.tab}>
            {item.title}
          </Tab>
        ))}
      </TabList>
      {items.map((item) => (
        <TabPanel key={item.id} id={item.id} className={style.panel}>
          {item.panel}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
