// The control API: questions, commands, and the stream of what happens.

const ROOT = "/_harness/";

/** What the server refuses to do, in its words. */
export class Refused extends Error {}

/** The server does not answer. */
export class Silent extends Error {}

async function ask(path, request = {}) {
  let answer;
  try {
    answer = await fetch(ROOT + path, { cache: "no-store", ...request });
  } catch {
    throw new Silent("The server does not answer.");
  }
  if (answer.ok) return answer;
  let words = `${answer.status} ${answer.statusText}`;
  try {
    words = (await answer.json()).error.message;
  } catch { /* no JSON: the status is all there is */ }
  throw new Refused(words);
}

function query(path, given) {
  const asked = Object.entries(given).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return asked.length ? `${path}?${new URLSearchParams(asked)}` : path;
}

export const get = async (path, given = {}) =>
  (await ask(query(path, given), { headers: { Accept: "application/json" } })).json();

export const text = async (path, given = {}) => (await ask(query(path, given))).text();

export const post = async (path, body) =>
  (await ask(path, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  })).json();

export const put = (path, content) =>
  ask(path, { method: "PUT", headers: { "Content-Type": "application/yaml" }, body: content });

/**
 * Calls `changed` with how far the world has come, now and whenever it has changed, and `lost` where
 * the connection is: with true, if the browser does not connect again by itself.
 */
export function listen({ changed, opened, lost }) {
  const stream = new EventSource(`${ROOT}changes`);
  stream.addEventListener("open", opened);
  stream.addEventListener("changed", (event) => changed(JSON.parse(event.data)));
  stream.addEventListener("error", () => lost(stream.readyState === EventSource.CLOSED));
}
