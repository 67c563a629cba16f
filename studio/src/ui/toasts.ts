export type ToastTone = 'success' | 'danger' | 'warning' | 'info';

export interface Toast {
  id: string;
  title: string;
  description?: string | undefined;
  tone: ToastTone;
  isClosable: boolean;
  /** Milliseconds until it goes by itself; null: it stays until closed. */
  duration: number | null;
}

type Listener = () => void;
const listeners = new Set<Listener>();
let toasts: readonly Toast[] = [];
let count = 0;

const set = (next: readonly Toast[]) => {
  toasts = next;
  for (const listener of listeners) listener();
};

/** Shows a message above the page. The same `id` again replaces the message that has it. */
export function showToast(toast: Partial<Toast> & { title: string }): string {
  count += 1;
  const full: Toast = { id: `toast-${count}`, tone: 'info', isClosable: true, duration: 5000, ...toast };
  set([...toasts.filter((one) => one.id !== full.id), full]);
  return full.id;
}

export const closeToast = (id: string) => set(toasts.filter((toast) => toast.id !== id));

export const currentToasts = () => toasts;

export function subscribeToToasts(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
