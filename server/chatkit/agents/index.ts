export { AgentContext, type AgentContextOptions } from './context.ts';
export { ThreadItemConverter } from './input.ts';
export { type AgentRun, streamAgentResponse } from './stream.ts';
