// What graphql-ws's own client makes of a server: `node client.mjs SCENE`, with URL and KEY in the
// environment. Prints one JSON value; fails when the client does.
import { CloseCode, createClient } from 'graphql-ws';
import WebSocket from 'ws';

const { URL: url, KEY: key } = process.env;
const PROTOCOL = 'graphql-transport-ws';
const MENTIONS = 'subscription($after: String) { mentions(after: $after) { cursor subjects } }';
const QUERY = '{ customers { pageInfo { hasNextPage } } }';
const INIT = { type: 'connection_init', payload: { authorization: `Bearer ${key}` } };

const connect = (options = {}) =>
  createClient({
    url,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${key}` },
    retryAttempts: 0,
    ...options,
  });

async function first(client, payload) {
  for await (const result of client.iterate(payload)) return result;
}

const scenes = {
  async query() {
    const client = connect();
    const answers = [await first(client, { query: QUERY }), await first(client, { query: QUERY })];
    await client.dispose();
    return answers;
  },

  async refused() {
    const client = connect();
    try {
      await first(client, { query: '{ nothing }' });
    } catch (errors) {
      return errors.map((one) => one.message);
    } finally {
      await client.dispose();
    }
    return [];
  },

  // Three events, each with the next subject; then the subscription is taken back.
  async subscribe() {
    const client = connect();
    const heard = [];
    for await (const { data } of client.iterate({ query: MENTIONS })) {
      heard.push(data.mentions);
      if (heard.length === 3) break;
    }
    const other = await first(client, { query: QUERY }); // the socket lives on
    await client.dispose();
    return { heard, other };
  },

  async cancel() {
    const client = connect({ lazy: false });
    const heard = [];
    const sink = { next: (one) => heard.push(one), error() {}, complete() {} };
    const cancel = client.subscribe({ query: MENTIONS }, sink);
    while (heard.length < 2) await pause(20);
    cancel();
    await pause(200);
    const then = heard.length;
    await pause(500); // events go on
    await client.dispose();
    return { then, after: heard.length };
  },

  async fifty() {
    const client = connect();
    const heard = await Promise.all(
      Array.from({ length: 50 }, () => first(client, { query: MENTIONS })),
    );
    await client.dispose();
    return heard.map(({ data }) => Number(data.mentions.cursor));
  },

  // The connection breaks in the middle; the client subscribes again from its last cursor.
  async resume() {
    let socket, cursor;
    const heard = [];
    const client = connect({
      lazy: false,
      retryAttempts: 3,
      retryWait: () => pause(300),
      on: { opened: (opened) => (socket = opened) },
    });
    while (heard.length < 6) {
      try {
        const asked = { query: MENTIONS, variables: { after: cursor } };
        for await (const { data } of client.iterate(asked)) {
          ({ cursor } = data.mentions);
          heard.push(Number(cursor));
          if (heard.length === 3) break;
          if (heard.length === 6) break;
        }
      } finally {
        if (heard.length === 3) socket.terminate();
      }
    }
    await client.dispose();
    return heard;
  },

  async codes() {
    const subscribe = (id) => ({ type: 'subscribe', id, payload: { query: MENTIONS } });
    const said = {
      BadRequest: ['no JSON'],
      Unauthorized: [subscribe('1')],
      Forbidden: [{ type: 'connection_init', payload: { authorization: 'Bearer tk_no' } }],
      ConnectionInitialisationTimeout: [],
      SubscriberAlreadyExists: [INIT, null, subscribe('1'), subscribe('1')],
      TooManyInitialisationRequests: [INIT, null, INIT],
    };
    const codes = {};
    for (const [name, messages] of Object.entries(said))
      codes[name] = [CloseCode[name], await closedWith(PROTOCOL, messages)];
    codes.SubprotocolNotAcceptable = [
      CloseCode.SubprotocolNotAcceptable,
      await closedWith([], []), // ws itself gives up where another one is not taken
    ];
    return codes;
  },

  // Connect, subscribe, and be gone: half of them in the middle of a message or before it is heard.
  async abort() {
    const number = Number(process.env.CYCLES);
    let left = number;
    const cycle = async () => {
      while (left-- > 0) {
        const socket = new WebSocket(url, PROTOCOL);
        await new Promise((done, failed) => {
          socket.on('open', done);
          socket.on('error', failed);
        });
        socket.send(JSON.stringify(INIT));
        await new Promise((done) => socket.once('message', done));
        const payload = { query: MENTIONS, variables: { after: left % 2 ? '0' : null } };
        socket.send(JSON.stringify({ type: 'subscribe', id: 's', payload }));
        if (left % 3) await new Promise((done) => socket.once('message', done));
        socket.terminate();
      }
    };
    await Promise.all(Array.from({ length: 10 }, cycle));
    return number;
  },
};

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// null: wait for the next message of the server
function closedWith(protocol, messages) {
  return new Promise((done) => {
    const socket = new WebSocket(url, protocol);
    socket.on('close', (code) => done(code));
    socket.on('open', async () => {
      for (const message of messages) {
        if (message === null) await new Promise((heard) => socket.once('message', heard));
        else socket.send(typeof message === 'string' ? message : JSON.stringify(message));
      }
    });
  });
}

console.log(JSON.stringify(await scenes[process.argv[2]]()));
