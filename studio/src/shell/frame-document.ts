/** The path this document was loaded for: its Content-Security-Policy was written for it. */
const documentPath = window.location.pathname;

/**
 * Pages that frame an app need a document of their own, because the policy's `frame-src` lists the apps installed
 * when the document was sent. A step inside Studio to such a page therefore loads it anew; the address is already
 * in the bar by then, so a reload is all it takes.
 */
export async function loadFrameDocument(path: string): Promise<void> {
  if (path === documentPath) return;
  window.location.reload();
  await new Promise(() => {});
}
