// An app behind node's own http server, as the browser reaches it: the server plays the machine behind the name.

import { createServer } from "node:http";
import { once } from "node:events";

/** Starts `listener` on loopback; `handle` passes requests on to it, `close` stops it. */
export async function serve(listener) {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  const handle = async (request) => {
    const { pathname, search } = new URL(request.url);
    return fetch(`http://127.0.0.1:${port}${pathname}${search}`, {
      method: request.method,
      headers: request.headers,
      body: request.method === "GET" ? undefined : await request.text(),
      redirect: "manual",
    });
  };
  return { handle, close: () => server.close() };
}
