/** The part of the client that the test uses. */
declare module '@modelcontextprotocol/client' {
  export class StreamableHTTPClientTransport {
    constructor(
      url: URL,
      options: { fetch: (url: string | URL, init?: RequestInit) => Promise<Response> },
    );
  }

  interface Result {
    structuredContent?: Record<string, unknown>;
    content: { type: string; text: string }[];
    isError?: boolean;
  }

  export class Client {
    constructor(
      info: { name: string; version: string },
      options?: { versionNegotiation?: { mode: 'auto' | 'legacy' | { pin: string } } },
    );
    connect(transport: StreamableHTTPClientTransport): Promise<void>;
    close(): Promise<void>;
    getNegotiatedProtocolVersion(): string | undefined;
    getServerVersion(): { name: string; title?: string } | undefined;
    getInstructions(): string | undefined;
    listTools(): Promise<{ tools: { name: string; annotations?: { readOnlyHint?: boolean } }[] }>;
    callTool(call: { name: string; arguments: Record<string, unknown> }): Promise<Result>;
    ping(): Promise<unknown>;
  }
}
