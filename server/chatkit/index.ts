export {
  type ActionCall,
  type ActionHandlers,
  type ActionOptions,
  actionHandlers,
  type DefinedAction,
  type DefinedActionConfig,
  defineAction,
  defineSyncAction,
  type PayloadSchema,
  type StreamingActionCall,
  type StreamingActionHandler,
  type SyncActionHandler,
  type SyncActionResult,
} from './actions.ts';
export {
  ChatKitError,
  type ChatKitErrorOptions,
  CustomStreamError,
  type ErrorCode,
  HTTP_STATUS,
  InvalidRequestError,
  NotFoundError,
  TurnLostError,
  UnavailableError,
} from './errors.ts';
export type { AudioInput } from './hooks.ts';
export { createId } from './ids.ts';
export type { Limits } from './limits.ts';
export type { Logger } from './logger.ts';
export { type FetchHandler, toNodeListener } from './node.ts';
export type { Action, ActionConfig } from './protocol/actions.ts';
export type { ErrorEvent, ItemUpdate, StreamOptions, ThreadStreamEvent, WidgetUpdate } from './protocol/events.ts';
export type {
  Annotation,
  AssistantMessageContent,
  AssistantMessageItem,
  Attachment,
  ClientToolCallItem,
  EndOfTurnItem,
  GeneratedImageItem,
  HiddenContextItem,
  SdkHiddenContextItem,
  Source,
  StructuredInputItem,
  StructuredInputQuestion,
  Task,
  TaskItem,
  ThreadItem,
  UserMessageContent,
  UserMessageItem,
  WidgetItem,
  Workflow,
  WorkflowItem,
} from './protocol/items.ts';
export type { ChatKitRequest, RequestOf, UserMessageInput } from './protocol/requests.ts';
export { isStreamingType } from './protocol/requests.ts';
export type { Page, Thread, ThreadMetadata, ThreadStatus } from './protocol/threads.ts';
export type {
  BadgeNode,
  BasicNode,
  BoxNode,
  ButtonNode,
  CaptionNode,
  CardNode,
  ChartNode,
  CheckboxNode,
  ColNode,
  DatePickerNode,
  DividerNode,
  FormNode,
  IconNode,
  ImageNode,
  InputNode,
  LabelNode,
  ListViewItemNode,
  ListViewNode,
  MarkdownNode,
  RadioGroupNode,
  RowNode,
  SelectNode,
  SpacerNode,
  TableCellNode,
  TableNode,
  TableRowNode,
  TextareaNode,
  TextNode,
  TitleNode,
  TransitionNode,
  WidgetComponent,
  WidgetNode,
  WidgetRoot,
} from './protocol/widgets.ts';
export { widgetRootSchema } from './protocol/widgets.ts';
export type { JsonResult, StreamingResult } from './result.ts';
export { ChatKitServer, type ChatKitServerOptions, type ProcessOptions } from './server.ts';
export type {
  AttachmentStore,
  DeletedItem,
  ItemKind,
  PageQuery,
  SaveItemOptions,
  ThreadChanges,
  ThreadStore,
  TurnRef,
  WriteOptions,
} from './store.ts';
export { type StreamTextOptions, streamText } from './stream-text.ts';
export { applyThreadChanges } from './thread-changes.ts';
export type { Turn } from './turn.ts';
export { createMemoryTurnLog, type LoggedEvents, type TurnLog, TurnLogLostError } from './turn-log.ts';
export type {
  NewTurn,
  OpenResult,
  TurnAddress,
  TurnOutcome,
  TurnPriority,
  TurnRecord,
  TurnStore,
} from './turn-store.ts';
export { handleRequest, toResponse, type WebOptions } from './web.ts';
export {
  Badge,
  Basic,
  Box,
  Button,
  Caption,
  Card,
  Chart,
  Checkbox,
  Col,
  DatePicker,
  Divider,
  Form,
  Icon,
  Image,
  Input,
  Label,
  ListView,
  ListViewItem,
  Markdown,
  RadioGroup,
  Row,
  Select,
  Spacer,
  Table,
  TableCell,
  TableRow,
  Text,
  Textarea,
  Title,
  Transition,
} from './widgets/builders.ts';
export { diffWidget } from './widgets/diff.ts';
export { assertUniqueIds } from './widgets/ids.ts';
export { type StreamWidgetOptions, streamWidget } from './widgets/stream-widget.ts';
export { WidgetTemplate, WidgetTemplateError, type WidgetTemplatePart } from './widgets/template.ts';
