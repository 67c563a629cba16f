import { useLingui } from '@lingui/react/macro';
import { useEffect, useSyncExternalStore } from 'react';
import { Button } from './button.tsx';
import style from './toast-region.module.css';
import { closeToast, currentToasts, subscribeToToasts, type Toast } from './toasts.ts';

/** Stands once, at the end of the page; `data-react-aria-top-layer` keeps it readable above an open dialog. */
export function ToastRegion() {
  const { t } = useLingui();
  const toasts = useSyncExternalStore(subscribeToToasts, currentToasts);
  return (
    <section
      className={style.region}
      aria-label={t`Messages`}
      aria-live="polite"
      data-react-aria-top-layer="true"
    >
      {toasts.map((toast) => (
        <OneToast key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function OneToast({ toast }: { toast: Toast }) {
  const { t } = useLingui();
  useEffect(() => {
    if (toast.duration === null) return;
    const timer = setTimeout(() => closeToast(toast.id), toast.duration);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <div className={style.toast} data-tone={toast.tone} role={toast.tone === 'danger' ? 'alert' : 'status'}>
      <div className={style.words}>
        <p className={style.title}>{toast.title}</p>
        {toast.description && <p className={style.description}>{toast.description}</p>}
      </div>
      {toast.isClosable && (
        <Button kind="quiet" onPress={() => closeToast(toast.id)}>
          {t`Dismiss`}
        </Button>
      )}
    </div>
  );
}
