/** Talking to the server: commands that are sent until they are answered, and questions. */
import { newId } from './ids';
import { seen } from './seen';

/** What the server says when it refuses or cannot. The code has words in `refusal.<code>`. */
export interface Problem {
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly citation: string | null;
  readonly detail: string;
  readonly params: Readonly<Record<string, string | number>>;
}

export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code);
  }
}

export interface Answer {
  readonly position: number;
  readonly [name: string]: unknown;
}

/** Why a command is not answered yet: nobody was reached, or the server is there and cannot take it now. */
export type Obstacle = 'network' | 'server';

export interface Sending {
  /** Given again and again until the server has answered; the same command is never applied twice. */
  readonly commandId?: string;
  /** When the person pressed, if that was earlier than now. */
  readonly happenedAt?: string;
  /** Called before each new try with what was in the way. */
  readonly onWaiting?: (tries: number, obstacle: Obstacle) => void;
  readonly signal?: AbortSignal;
}

const RETRY_FIRST_MS = 500;
const RETRY_LAST_MS = 8_000;

/** The server is there but cannot now; the same command may be sent again. */
const PASSING = new Set([429, 502, 503, 504]);

async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as Partial<Problem>;
  return {
    title: body.title ?? response.statusText,
    status: response.status,
    code: body.code ?? `http-${response.status}`,
    citation: body.citation ?? null,
    detail: body.detail ?? '',
    params: body.params ?? {},
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Every request goes out here: as the person who is in, and with how far the log was when this page heard of it. */
function fetched(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response> {
  const told = seen();
  const headers = told === '' ? init.headers : { ...init.headers, 'jedel-seen': told };
  return fetch(path, { ...init, credentials: 'same-origin', headers });
}

async function post(path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  return fetched(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** One try: an answer, or the passing trouble that was in the way. */
async function tryOnce(path: string, body: unknown, signal?: AbortSignal): Promise<Answer | Obstacle> {
  let response: Response;
  try {
    response = await post(path, body, signal);
  } catch (error) {
    if (signal?.aborted === true) throw error;
    return 'network';
  }
  if (response.ok) return (await response.json()) as Answer;
  if (PASSING.has(response.status)) return 'server';
  throw new Refusal(await problemOf(response));
}

/** What the server asks of a person before it does what was sent: the code, and how the person is asked. */
const BARS: Readonly<Record<string, () => Promise<boolean>>> = {
  locked: async () => (await import('./idle.svelte')).waitForUnlock(),
  'phone-pin-needed': async () => (await import('./pin.svelte')).askForPin(),
  'second-factor-needed': async () => (await import('./stepUp.svelte')).askForSecondFactor(),
};

/** Do it; when the server first asks something of the person, ask them and do it once more. */
async function asking<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const bar = error instanceof Refusal ? BARS[error.problem.code] : undefined;
    if (bar === undefined || !(await bar())) throw error;
    return action();
  }
}

/** Send a command until it is answered. Throws `Refusal` when the server says no. */
export async function command(name: string, fields: object, sending: Sending = {}): Promise<Answer> {
  const body = {
    command_id: sending.commandId ?? newId(),
    ...(sending.happenedAt === undefined ? {} : { happened_at: sending.happenedAt }),
    ...fields,
  };
  for (let tries = 1; ; tries += 1) {
    const answer = await asking(() => tryOnce(`/api/commands/${name}`, body, sending.signal));
    if (typeof answer !== 'string') return answer;
    sending.onWaiting?.(tries, answer);
    await pause(Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** (tries - 1)) * (0.5 + Math.random() / 2));
  }
}

/** Ask for something; throws `Refusal` for a problem and `TypeError` when there is no network. */
export function ask<T>(path: string, params: Readonly<Record<string, string>> = {}, signal?: AbortSignal): Promise<T> {
  return asking(() => askOnce<T>(path, params, signal));
}

async function askOnce<T>(path: string, params: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<T> {
  const query = new URLSearchParams(params).toString();
  const response = await fetched(query === '' ? path : `${path}?${query}`, {
    headers: { accept: 'application/json' },
    ...(signal === undefined ? {} : { signal }),
  });
  if (!response.ok) throw new Refusal(await problemOf(response));
  return (await response.json()) as T;
}

/** Send something that is not a command (login, a search whose words must not stand in an address). */
export function send<T>(path: string, body: object, method: 'POST' | 'PUT' = 'POST'): Promise<T> {
  return asking(() => sendOnce<T>(path, body, method));
}

/** Send a file as it is, with its name; the server bounds its size. */
export function sendFile<T>(path: string, file: File, type: string): Promise<T> {
  const name = encodeURIComponent(file.name).replace(/['()*]/g, '_');
  return asking(async () => {
    const response = await fetched(path, {
      method: 'POST',
      headers: { 'content-type': type, 'content-disposition': `attachment; filename*=UTF-8''${name}` },
      body: file,
    });
    if (!response.ok) throw new Refusal(await problemOf(response));
    return (await response.json()) as T;
  });
}

/** The same with bytes that are signed: they go out exactly as they are. */
export function sendText<T>(path: string, text: string, headers: Readonly<Record<string, string>>): Promise<T> {
  return asking(() => textOnce<T>(path, text, 'POST', headers));
}

/** Fetch a file that is made for this one asking, and let the browser save it under the name that the server gives. */
export function download(path: string, body: object): Promise<void> {
  return asking(async () => {
    const response = await post(path, body);
    if (!response.ok) throw new Refusal(await problemOf(response));
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await response.blob());
    link.download = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'jedel';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  });
}

/** The same, and whatever the server asks of the person first is the caller's to handle. */
export function sendOnce<T>(path: string, body: object, method: 'POST' | 'PUT' = 'POST'): Promise<T> {
  return textOnce<T>(path, JSON.stringify(body), method, {});
}

async function textOnce<T>(path: string, body: string, method: string, more: Readonly<Record<string, string>>): Promise<T> {
  const response = await fetched(path, {
    method,
    headers: { 'content-type': 'application/json', accept: 'application/json', ...more },
    body,
  });
  if (!response.ok) throw new Refusal(await problemOf(response));
  const text = await response.text();
  return (text === '' ? {} : JSON.parse(text)) as T;
}
