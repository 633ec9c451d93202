/** Other hosts on the way: an HTTP proxy, and a host that redirects. Both record what reaches them. */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as requestHttp,
  type Server,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

export interface SideHost {
  readonly url: string;
  readonly requests: readonly SideRequest[];
  close(): Promise<void>;
}

interface SideRequest {
  readonly method: string;
  /** `host:port` of a CONNECT, a whole URL, or a path. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

export interface ProxyOptions {
  /** `user:password`; without it in `Proxy-Authorization` the answer is 407. */
  readonly login?: string;
  /** How the answer 407 to a CONNECT ends the connection: announced, or (default) without a word. */
  readonly saysClose?: boolean;
  /** Sends every connection to this port of loopback, whatever name was asked for. */
  readonly reroutePort?: number;
}

/** For `CONNECT`, and for plain `http://` requests with a whole URL as git sends them. */
export async function startProxy(options: ProxyOptions = {}): Promise<SideHost> {
  const requests: SideRequest[] = [];
  const sockets = new Set<Socket>();
  const expected =
    options.login === undefined ? null : `Basic ${Buffer.from(options.login).toString("base64")}`;
  const admits = (message: IncomingMessage) => {
    requests.push(toSideRequest(message));
    return expected === null || message.headers["proxy-authorization"] === expected;
  };
  const server = createServer((message, response) => {
    if (admits(message)) forward(message, response, options.reroutePort);
    else response.writeHead(407, { "proxy-authenticate": challenge }).end();
  });
  server.on("connect", (message, client: Socket) => {
    if (admits(message)) tunnel(message, client, sockets, options.reroutePort);
    else client.resume().end(`${wantsLogin}${options.saysClose ? "Connection: close\r\n" : ""}\r\n`);
  });
  return toSideHost(server, requests, sockets);
}

const challenge = 'Basic realm="proxy"';
const wantsLogin = `HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: ${challenge}\r\n`;

function forward(message: IncomingMessage, response: ServerResponse, reroutePort: number | undefined): void {
  const url = new URL(message.url ?? "");
  const { "proxy-authorization": _, ...headers } = message.headers;
  const onward = requestHttp(
    {
      host: reroutePort === undefined ? url.hostname : "127.0.0.1",
      port: reroutePort ?? url.port,
      path: url.pathname + url.search,
      method: message.method,
      headers,
    },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on("error", () => response.destroy());
  message.pipe(onward);
}

function tunnel(
  message: IncomingMessage,
  client: Socket,
  sockets: Set<Socket>,
  reroutePort: number | undefined,
): void {
  const { hostname, port } = new URL(`tunnel://${message.url}`);
  const target =
    reroutePort === undefined ? connect(Number(port), hostname) : connect(reroutePort, "127.0.0.1");
  for (const socket of [client, target]) {
    sockets.add(socket);
    socket.on("error", () => client.destroy());
    socket.on("close", () => sockets.delete(socket));
  }
  target.once("connect", () => {
    client.write("HTTP/1.1 200 Connection established\r\n\r\n");
    client.pipe(target).pipe(client);
  });
}

/** Answers everything with a redirect to the same path on another host: what must not take credentials along. */
export async function startRedirector(to: string, status: 301 | 302 | 307 | 308 = 302): Promise<SideHost> {
  const requests: SideRequest[] = [];
  const server = createServer((message, response) => {
    requests.push(toSideRequest(message));
    message.resume();
    response.writeHead(status, { location: `${to}${message.url}` }).end();
  });
  return toSideHost(server, requests, new Set());
}

function toSideRequest({ method = "", url: target = "", headers }: IncomingMessage): SideRequest {
  return { method, target, headers };
}

async function toSideHost(
  server: Server,
  requests: readonly SideRequest[],
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
