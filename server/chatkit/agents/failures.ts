import {
  InputGuardrailTripwireTriggered,
  OutputGuardrailTripwireTriggered,
  ToolCallError,
  ToolInputGuardrailTripwireTriggered,
  ToolOutputGuardrailTripwireTriggered,
} from '@openai/agents';
import { ChatKitError, CustomStreamError } from '../index.ts';

const REFUSED_INPUT = 'I cannot help with this message here. Please try asking in another way.';
const REFUSED_OUTPUT =
  'The answer was taken back, as it says what may not be said here. Please ask for something else.';

/** How a run failed. */
export interface RunFailure {
  /** What is thrown for it. */
  error: unknown;
  /** Whether what the run has shown must not stay. */
  takesBack: boolean;
}

/**
 * What becomes of a run's error: a guardrail's is told to people in words of ours, with the guardrail's own as the `cause`,
 * and offers no retry, which would end the same way. What a tool throws for people to read reaches them.
 */
export function toRunFailure(error: unknown): RunFailure {
  // The Agents SDK wraps whatever a tool throws.
  const inner = error instanceof ToolCallError ? error.error : error;
  const refusal = toRefusal(inner);
  if (refusal) {
    return { error: new CustomStreamError(refusal, { cause: inner, allowRetry: false }), takesBack: true };
  }
  return { error: inner instanceof ChatKitError ? inner : error, takesBack: false };
}

function toRefusal(error: unknown): string | undefined {
  if (error instanceof InputGuardrailTripwireTriggered) return REFUSED_INPUT;
  const isOther =
    error instanceof OutputGuardrailTripwireTriggered ||
    error instanceof ToolInputGuardrailTripwireTriggered ||
    error instanceof ToolOutputGuardrailTripwireTriggered;
  return isOther ? REFUSED_OUTPUT : undefined;
}
