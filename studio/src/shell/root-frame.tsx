import { Outlet } from '@tanstack/react-router';
import { ToastRegion } from '../ui/toast-region.tsx';

export function RootFrame() {
  return (
    <>
      <Outlet />
      <ToastRegion />
    </>
  );
}
