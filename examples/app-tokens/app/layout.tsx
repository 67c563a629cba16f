import type { ReactNode } from "react";

export const metadata = { title: "Postcards", description: "An example app for Epigraph" };

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body style={{ fontFamily: "system-ui, sans-serif", margin: "1rem" }}>{children}</body>
    </html>
  );
}
