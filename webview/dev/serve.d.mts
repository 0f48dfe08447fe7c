/** Starts the server of the panel's page. */
export function servePanel(port?: number): Promise<{ url: string; close: () => Promise<void> }>;
