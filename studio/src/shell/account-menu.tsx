import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ChevronDown, CircleUser } from 'lucide-react';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { messageOf } from '../api/problem.ts';
import { type Person, signOut } from '../api/session.ts';
import { Button } from '../ui/button.tsx';
import menu from '../ui/menu.module.css';
import { showToast } from '../ui/toasts.ts';
import { chooseLanguage, type Language, languages } from '../words/words.ts';

export function AccountMenu({ person }: { person: Person }) {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      // Nothing of this person may be left for the next one at the same browser.
      queryClient.clear();
      window.location.assign('/sign-in');
    },
    onError: (error) =>
      showToast({ title: t`You are still signed in.`, description: messageOf(error), tone: 'danger' }),
  });
  const others = (Object.keys(languages) as Language[]).filter((language) => language !== i18n.locale);
  return (
    <MenuTrigger>
      <Button kind="quiet">
        <CircleUser size={16} aria-hidden />
        {t`Account`}
        <ChevronDown size={14} aria-hidden />
      </Button>
      <Popover className={menu.popover} placement="bottom end">
        <p className={menu.who}>
          <strong>{person.name}</strong>
          {person.email}
        </p>
        <Menu className={menu.menu} aria-label={t`Account`}>
          <MenuItem
            className={menu.item}
            onAction={() => navigate({ to: '/account' })}
          >{t`Your account`}</MenuItem>
          {others.map((language) => (
            <MenuItem key={language} className={menu.item} onAction={() => chooseLanguage(language)}>
              {languages[language]}
            </MenuItem>
          ))}
          <MenuItem className={menu.item} onAction={() => leave.mutate()}>{t`Sign out`}</MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
