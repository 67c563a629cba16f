import { type ReactNode, Suspense } from "react";

/** `useSearchParams` in a page that is rendered ahead of time must stand inside a Suspense boundary. */
export default function SetupLayout({ children }: { children: ReactNode }) {
  return <Suspense>{children}</Suspense>;
}
