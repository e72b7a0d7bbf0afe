// How the server is asked: one POST, and every way it can fail in words that say what to do.

const POP = `query Pop($lookup: LookupInput!) {
  screenPop(lookup: $lookup) {
    resolution
    acknowledgement
    customer { id name city country since sources matched identifiers { kind value shared } }
    candidates {
      customerId name city weight probability namesakes
      evidence { comparison weight ours theirs words }
    }
    question { field text why }
    attempts { interactionId channel at outcome waitedSeconds words }
    matters { id subject openedAt attempts channels about why }
    interactions {
      id channel kind direction startedAt status text public reach agent queue waitedSeconds
      answeredAt answerText about
    }
    orders {
      id placedAt status currency total
      lines { name variant quantity }
      returns { id status reason openedAt }
      shipments { id status deliveredAt }
    }
    carts { id createdAt status currency total lines { name variant quantity } }
    cases { id openedAt closedAt status subject priority }
    assets { id name serial status }
    contracts { id name status currency price interval }
    effort { attempts channels waitedSeconds transfers }
    nextActions { action text why }
    route { desk why }
  }
}`;

/** A failure: `kind` is offline, key, role, busy or fault; `text` says what to do. */
export class AskError extends Error {
  constructor(kind, text, requestId = null) {
    super(text);
    this.kind = kind;
    this.requestId = requestId;
  }
}

/** Return the screen pop of a look-up. Throws an AskError, or an AbortError when aborted. */
export async function screenPop(lookup, key, signal) {
  const answer = await post({ query: POP, variables: { lookup } }, key, signal);
  if (answer.errors) {
    const [first] = answer.errors;
    throw new AskError("fault", first.message, first.extensions?.requestId);
  }
  return answer.data.screenPop;
}

async function post(body, key, signal) {
  let response;
  try {
    response = await fetch("/graphql", {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
      credentials: "omit",
      signal,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new AskError("offline", "The server does not answer. Check that `tellonce serve` is running and that you are online.");
  }
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  const { message = `The server answered ${response.status}.`, extensions = {} } = answer.errors?.[0] ?? {};
  const kind = { 401: "key", 403: "role", 503: "busy" }[response.status] ?? "fault";
  throw new AskError(kind, message, extensions.requestId);
}
