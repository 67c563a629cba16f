import { useLingui } from '@lingui/react/macro';
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { showToast } from '../ui/toasts.ts';
import { messageOf } from './problem.ts';

interface Change<Input, Output> {
  make: (input: Input) => Promise<Output>;
  /** Answers that are no longer true afterwards; they are asked for again before `done`. */
  stale: readonly QueryKey[];
  done?: (output: Output, input: Input) => void;
  /** True where nothing beside the control shows the error. */
  isErrorToast?: boolean;
}

/** One change on the server and what follows from it on the screen. */
export function useChange<Output, Input = void>({ make, stale, done, isErrorToast }: Change<Input, Output>) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: make,
    onSuccess: async (output, input) => {
      await Promise.all(stale.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
      done?.(output, input);
    },
    onError: (error) => {
      if (!isErrorToast) return;
      showToast({ title: t`Nothing was changed.`, description: messageOf(error), tone: 'danger' });
    },
  });
}
