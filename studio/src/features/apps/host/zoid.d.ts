/** The part of zoid 9.0.63 that a host uses; the package has no types. */
declare module '@graphcms/zoid/lib/zoid.js' {
  interface ContainerContext {
    uid: string;
    frame: HTMLIFrameElement | null;
    prerenderFrame: HTMLIFrameElement | null;
    doc: Document;
    event: { on(name: string, handler: (payload: { width?: unknown; height?: unknown }) => void): void };
  }

  interface Definition {
    tag: string;
    url: string;
    dimensions: { width: string; height: string };
    attributes: { iframe: Record<string, string> };
    containerTemplate: (context: ContainerContext) => HTMLElement | undefined;
    prerenderTemplate: (context: { doc: Document }) => HTMLElement;
  }

  interface Instance {
    render(container: HTMLElement, context: 'iframe'): Promise<void>;
    updateProps(props: Record<string, unknown>): Promise<void>;
    close(): Promise<void>;
  }

  export function create(definition: Definition): (props: Record<string, unknown>) => Instance;
}
