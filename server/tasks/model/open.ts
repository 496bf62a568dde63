import { type Model, OpenAIChatCompletionsModel, OpenAIResponsesModel } from '@openai/agents';
import OpenAI from 'openai';
import { OFFLINE_MODEL_NAME, OfflineModel } from './offline-model.ts';

/** Which model is wanted; with neither a key nor an address, the offline one. */
interface ModelOptions {
  apiKey?: string | undefined;
  /** Any endpoint that speaks OpenAI's API, with its version: `http://localhost:11434/v1`. */
  baseUrl?: string | undefined;
  /** @default 'gpt-4o-mini' */
  model?: string | undefined;
  /** @default 'responses' */
  api?: 'responses' | 'chat_completions' | undefined;
  /** How long to wait for an answer to begin, in milliseconds. @default 60000 */
  timeoutMs?: number | undefined;
  /** How often a request is repeated that failed before it was answered. @default 2 */
  maxRetries?: number | undefined;
}

/** A model, and what to call it in a log or on a page. */
interface OpenedModel {
  model: Model;
  name: string;
  kind: 'openai' | 'offline';
}

const DEFAULT_MODEL = 'gpt-4o-mini';
const DEFAULT_BASE_URL = 'https://api.openai.com/v1';
const TIMEOUT_MS = 60_000;
const MAX_RETRIES = 2;
// The client refuses to start without a key; a self-hosted model does not look at it.
const NO_KEY = 'none';

/** Chooses the model that answers: OpenAI's with a key, a compatible one at an address, else the offline one. */
export function createModel(options: ModelOptions = {}): OpenedModel {
  const { apiKey, baseUrl, model: name = DEFAULT_MODEL, api = 'responses' } = options;
  if (!apiKey && !baseUrl) return { model: new OfflineModel(), name: OFFLINE_MODEL_NAME, kind: 'offline' };

  const client = new OpenAI({
    apiKey: apiKey || NO_KEY,
    baseURL: baseUrl || DEFAULT_BASE_URL,
    timeout: options.timeoutMs ?? TIMEOUT_MS,
    maxRetries: options.maxRetries ?? MAX_RETRIES,
    // Named here because the client would otherwise read them from the environment, which only config.ts does.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
  });
  const model =
    api === 'responses' ? new OpenAIResponsesModel(client, name) : new OpenAIChatCompletionsModel(client, name);
  return { model, name, kind: 'openai' };
}
