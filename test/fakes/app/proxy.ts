/** Other hosts on the way: an HTTP proxy, and a host that redirects. Both record what reaches them. */
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

export interface SideHost {
  readonly url: string;
  readonly requests: readonly {
    readonly method: string;
    readonly target: string;
    readonly headers: IncomingHttpHeaders;
  }[];
  close(): Promise<void>;
}

/**
 * A proxy for `CONNECT` and for plain `http://` requests. With `login` it demands `Proxy-Authorization`,
 * else answers 407. `reroute` sends every connection to this port of loopback, whatever name was asked for.
 */
export async function startProxy(
  options: { readonly login?: string; readonly reroutePort?: number } = {},
): Promise<SideHost> {
  const requests: SideHost["requests"][number][] = [];
  const sockets = new Set<Socket>();
  const expected =
    options.login === undefined ? null : `Basic ${Buffer.from(options.login).toString("base64")}`;
  const server = createServer((message, response) => {
    requests.push({ method: message.method ?? "", target: message.url ?? "", headers: message.headers });
    response.writeHead(501).end("this proxy knows CONNECT only");
  });
  server.on("connect", (message, client: Socket) => {
    requests.push({ method: "CONNECT", target: message.url ?? "", headers: message.headers });
    if (expected !== null && message.headers["proxy-authorization"] !== expected) {
      client.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"\r\n\r\n',
      );
      return;
    }
    const [host = "", port = ""] = (message.url ?? "").split(":");
    const target =
      options.reroutePort === undefined
        ? connect(Number(port), host)
        : connect(options.reroutePort, "127.0.0.1");
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on("error", () => client.destroy());
      socket.on("close", () => sockets.delete(socket));
    }
    target.once("connect", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(target).pipe(client);
    });
  });
  return toSideHost(server, requests, sockets);
}

/** Answers everything with a redirect to the same path on another host: what must not take credentials along. */
export async function startRedirector(to: string, status: 301 | 302 | 307 | 308 = 302): Promise<SideHost> {
  const requests: SideHost["requests"][number][] = [];
  const server = createServer((message, response) => {
    requests.push({ method: message.method ?? "", target: message.url ?? "", headers: message.headers });
    message.resume();
    response.writeHead(status, { location: `${to}${message.url}` }).end();
  });
  return toSideHost(server, requests, new Set());
}

async function toSideHost(
  server: Server,
  requests: SideHost["requests"],
  sockets: ReadonlySet<Socket>,
): Promise<SideHost> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
