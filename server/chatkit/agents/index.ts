export { accumulateText } from './accumulate-text.ts';
export type { ContainerFileCitation, FileCitation, FilePath, UrlCitation } from './annotations.ts';
export type { ClientToolCall } from './client-tools.ts';
export { AgentContext, type AgentContextOptions } from './context.ts';
export { ResponseStreamConverter, type ResponseStreamConverterOptions } from './converter.ts';
export { simpleToAgentInput, ThreadItemConverter } from './input.ts';
export { type AgentRun, type StreamAgentResponseOptions, streamAgentResponse } from './stream.ts';
export type { EndWorkflowOptions } from './workflows.ts';
