import { UsageError } from '@netmgr/client/protocol';
import { MockError } from '../errors.ts';
import { describeFault } from '../fault/fault.ts';
import type { InstalledFault } from '../fault/installed-fault.ts';
import { ApiError } from './api-error.ts';
import type { FaultProxy, ProxyClient, ProxyFaultOptions } from './fault-proxy.ts';
import { parseFaultText } from './fault-text.ts';

/** What a route answers: a status, and a value to be sent as JSON. */
export interface ApiAnswer {
  readonly status: number;
  readonly value?: unknown;
}

/** What a route works with. */
export interface ApiCall {
  readonly proxy: FaultProxy;
  /** Tells the time on the proxy's clock. */
  readonly now: () => number;
  /** The number in the path, if there is one. */
  readonly number: number;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly run: (call: ApiCall) => ApiAnswer;
}

const MAX_FAULTS = 100;

const ROUTES: readonly Route[] = [
  { method: 'GET', path: /^\/faults$/, run: (call) => answer({ faults: call.proxy.faults.map(writeFault(call)) }) },
  { method: 'POST', path: /^\/faults$/, run: (call) => addFault(call) },
  { method: 'DELETE', path: /^\/faults$/, run: ({ proxy }) => done(() => proxy.clearFaults()) },
  { method: 'DELETE', path: /^\/faults\/(\d{1,9})$/, run: (call) => removeFault(call) },
  { method: 'GET', path: /^\/clients$/, run: (call) => answer({ clients: call.proxy.clients.map(writeClient(call)) }) },
  { method: 'POST', path: /^\/drop$/, run: (call) => drop(call) },
  { method: 'POST', path: /^\/stall$/, run: (call) => bare(call, () => call.proxy.stall()) },
  { method: 'POST', path: /^\/resume$/, run: (call) => bare(call, () => call.proxy.resume()) },
];

/** Finds what answers a method and path. Throws ApiError. */
export const findRoute = (method: string, path: string): { readonly number: number; readonly run: Route['run'] } => {
  const fitting = ROUTES.filter((route) => route.path.test(path));
  const route = fitting.find((each) => each.method === method);
  if (route !== undefined) return { number: Number(route.path.exec(path)?.[1]), run: route.run };
  if (fitting.length === 0) throw new ApiError('NOT_FOUND', 'there is no such path');
  throw new ApiError('METHOD_NOT_ALLOWED', `allowed are ${fitting.map((each) => each.method).join(', ')}`);
};

const answer = (value: unknown, status = 200): ApiAnswer => ({ status, value });

const done = (act: () => void): ApiAnswer => {
  act();
  return { status: 204 };
};

const bare = ({ body }: ApiCall, act: () => void): ApiAnswer => {
  checkFields(body, []);
  return done(act);
};

const addFault = (call: ApiCall): ApiAnswer => {
  const { proxy, body } = call;
  checkFields(body, ['fault', 'direction', 'client', 'probability', 'afterMs', 'durationMs']);
  const { fault: text, ...more } = body;
  if (typeof text !== 'string') throw new ApiError('BAD_REQUEST', "fault must be a text such as 'latency=100±20'");
  if (proxy.faults.length >= MAX_FAULTS)
    throw new ApiError('TOO_MANY_FAULTS', `there are ${MAX_FAULTS} faults already`);
  const { fault, options } = parseFaultText(text);
  return answer(writeFault(call)(proxy.addFault(fault, { ...options, ...(more as ProxyFaultOptions) })), 201);
};

const removeFault = ({ proxy, number }: ApiCall): ApiAnswer => {
  const installed = proxy.faults.find((each) => each.number === number);
  if (installed === undefined) throw new ApiError('NOT_FOUND', `there is no fault ${number}`);
  return done(() => installed.remove());
};

const drop = ({ proxy, body }: ApiCall): ApiAnswer => {
  checkFields(body, ['how', 'client']);
  const { how, client } = body;
  if (how !== 'reset' && how !== 'fin') throw new ApiError('BAD_REQUEST', "how must be 'reset' or 'fin'");
  if (client === undefined) return answer({ dropped: proxy.dropAll(how) });
  if (typeof client !== 'number') throw new ApiError('BAD_REQUEST', 'client must be the id of one, a number');
  if (!proxy.clients.some(({ id }) => id === client)) throw new ApiError('NOT_FOUND', 'there is no such client');
  proxy.drop(client, how);
  return answer({ dropped: 1 });
};

const checkFields = (body: ApiCall['body'], allowed: readonly string[]): void => {
  for (const [name, value] of Object.entries(body)) {
    if (!allowed.includes(name)) {
      throw new ApiError('BAD_REQUEST', `${JSON.stringify(name.slice(0, 50))} is not one of: ${allowed.join(', ')}`);
    }
    // What has parts, or a toString of its own, does not go any further.
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw new ApiError('BAD_REQUEST', `${name} must be a text or a number`);
    }
  }
};

const writeFault =
  ({ proxy }: ApiCall) =>
  (installed: InstalledFault): unknown => {
    const { number, fault, direction, probability, isActive } = installed;
    const { name, settings } = fault;
    const client = proxy.clientOf(installed) ?? null;
    return { number, name, settings, description: describeFault(fault), direction, client, probability, isActive };
  };

const writeClient =
  ({ now }: ApiCall) =>
  ({ id, peerName, openedAt, upBytes, downBytes }: ProxyClient): unknown => ({
    id,
    peerName,
    openMs: Math.round(now() - openedAt),
    upBytes,
    downBytes,
  });

/** Makes the error that a caller sees of whatever was thrown; what is nobody's fault but ours stays inside. */
export const toApiError = (thrown: unknown): ApiError => {
  if (thrown instanceof ApiError) return thrown;
  if (thrown instanceof MockError && thrown.code === 'TOO_MANY_FAULTS') {
    return new ApiError('TOO_MANY_FAULTS', thrown.message);
  }
  if (thrown instanceof UsageError) return new ApiError('BAD_OPTION', thrown.message);
  return new ApiError('INTERNAL', 'the proxy could not do this');
};
