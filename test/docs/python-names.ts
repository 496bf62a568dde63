/**
 * The public names of openai-chatkit 1.6.5, by module: classes, functions and constants, and the methods and fields of
 * the classes that people extend or call. Type variables and what other modules import are left out.
 */
export const PYTHON_NAMES: Readonly<Record<string, readonly string[]>> = {
  'chatkit.server': words(`
    ChatKitServer ChatKitServer.respond ChatKitServer.add_feedback ChatKitServer.transcribe ChatKitServer.action
    ChatKitServer.sync_action ChatKitServer.get_stream_options ChatKitServer.handle_stream_cancelled
    ChatKitServer.process StreamingResult NonStreamingResult stream_widget diff_widget agents_sdk_user_agent_override
    DEFAULT_PAGE_SIZE DEFAULT_ERROR_MESSAGE`),
  'chatkit.store': words(`
    Store Store.generate_thread_id Store.generate_item_id Store.load_thread Store.save_thread Store.load_thread_items
    Store.save_attachment Store.load_attachment Store.delete_attachment Store.load_threads Store.add_thread_item
    Store.save_item Store.load_item Store.delete_thread Store.delete_thread_item AttachmentStore
    AttachmentStore.delete_attachment AttachmentStore.create_attachment AttachmentStore.generate_attachment_id
    StoreItemType default_generate_id NotFoundError`),
  'chatkit.errors': words(`
    ErrorCode DEFAULT_STATUS DEFAULT_ALLOW_RETRY BaseStreamError BaseStreamError.allow_retry StreamError StreamError.code
    CustomStreamError CustomStreamError.message`),
  'chatkit.actions': words(`
    Action Action.create ActionConfig Handler LoadingBehavior DEFAULT_HANDLER DEFAULT_LOADING_BEHAVIOR`),
  'chatkit.agents': words(`
    AgentContext AgentContext.thread AgentContext.store AgentContext.request_context AgentContext.previous_response_id
    AgentContext.client_tool_call AgentContext.workflow_item AgentContext.generated_image_item AgentContext.generate_id
    AgentContext.stream_widget AgentContext.end_workflow AgentContext.start_workflow AgentContext.update_workflow_task
    AgentContext.add_workflow_task AgentContext.stream ClientToolCall StreamingThoughtTracker stream_agent_response
    accumulate_text simple_to_agent_input ResponseStreamConverter ResponseStreamConverter.partial_images
    ResponseStreamConverter.base64_image_to_url ResponseStreamConverter.partial_image_index_to_progress
    ResponseStreamConverter.file_citation_to_annotation ResponseStreamConverter.container_file_citation_to_annotation
    ResponseStreamConverter.url_citation_to_annotation ThreadItemConverter
    ThreadItemConverter.attachment_to_message_content ThreadItemConverter.tag_to_message_content
    ThreadItemConverter.generated_image_to_input ThreadItemConverter.hidden_context_to_input
    ThreadItemConverter.sdk_hidden_context_to_input ThreadItemConverter.task_to_input
    ThreadItemConverter.structured_input_to_input ThreadItemConverter.workflow_to_input
    ThreadItemConverter.widget_to_input ThreadItemConverter.user_message_to_input
    ThreadItemConverter.assistant_message_to_input ThreadItemConverter.client_tool_call_to_input
    ThreadItemConverter.end_of_turn_to_input ThreadItemConverter.to_agent_input`),
  'chatkit.types': words(`
    Page BaseReq ThreadsGetByIdReq ThreadGetByIdParams ThreadsCreateReq ThreadCreateParams ThreadListParams ThreadsListReq
    ThreadsAddUserMessageReq ThreadAddUserMessageParams ThreadsAddClientToolOutputReq ThreadAddClientToolOutputParams
    StructuredInputAnswerSubmission StructuredInputSubmission ThreadsAddStructuredInputReq
    ThreadAddStructuredInputParams ThreadsCustomActionReq ThreadsSyncCustomActionReq ThreadCustomActionParams
    ThreadsRetryAfterItemReq ThreadRetryAfterItemParams ItemsFeedbackReq ItemFeedbackParams AttachmentsDeleteReq
    AttachmentDeleteParams AttachmentsCreateReq AttachmentCreateParams InputTranscribeReq InputTranscribeParams AudioInput
    AudioInput.media_type TranscriptionResult ItemsListReq ItemsListParams ThreadsUpdateReq ThreadUpdateParams
    ThreadsDeleteReq ThreadDeleteParams StreamingReq NonStreamingReq ChatKitReq is_streaming_req ThreadCreatedEvent
    ThreadUpdatedEvent ThreadItemAddedEvent ThreadItemUpdatedEvent ThreadItemUpdated ThreadItemDoneEvent
    ThreadItemRemovedEvent ThreadItemReplacedEvent StreamOptions StreamOptionsEvent ProgressUpdateEvent ClientEffectEvent
    ErrorEvent NoticeEvent ThreadStreamEvent AssistantMessageContentPartAdded AssistantMessageContentPartTextDelta
    AssistantMessageContentPartAnnotationAdded AssistantMessageContentPartDone WidgetStreamingTextValueDelta
    WidgetRootUpdated WidgetComponentUpdated WorkflowTaskAdded WorkflowTaskUpdated GeneratedImageUpdated ThreadItemUpdate
    SyncCustomActionResponse ThreadMetadata ActiveStatus LockedStatus ClosedStatus ThreadStatus Thread ThreadItemBase
    UserMessageItem AssistantMessageItem ClientToolCallItem WidgetItem GeneratedImage GeneratedImageItem
    StructuredInputAnswer StructuredInputBase StructuredInputMultipleChoiceOption StructuredInputMultipleChoice
    StructuredInputFreeform StructuredInput StructuredInputItem TaskItem WorkflowItem EndOfTurnItem HiddenContextItem
    SDKHiddenContextItem ThreadItem AssistantMessageContent Annotation UserMessageInput UserMessageTextContent
    UserMessageTagContent UserMessageContent InferenceOptions ToolChoice AttachmentUploadDescriptor AttachmentBase
    FileAttachment ImageAttachment Attachment Workflow CustomSummary DurationSummary WorkflowSummary BaseTask CustomTask
    SearchTask ThoughtTask FileTask ImageTask Task SourceBase FileSource URLSource EntitySource Source FeedbackKind`),
  'chatkit.widgets': words(`
    ThemeColor Spacing Border Borders MinMax EditableProps RadiusValue TextAlign TextSize IconSize TitleSize CaptionSize
    Alignment Justification ControlVariant ControlSize WidgetComponentBase WidgetComponentBase.serialize
    WidgetStatusWithFavicon WidgetStatusWithIcon WidgetStatus ListViewItem ListView CardAction Card Markdown Text Title
    Caption Badge BoxBase Box Row Col Form Divider Icon Image Button Spacer SelectOption Select DatePicker Checkbox Input
    Label RadioOption RadioGroup Textarea Transition Chart XAxisConfig CurveType BarSeries AreaSeries LineSeries Series
    DynamicWidgetComponent StrictWidgetComponent BasicRoot StrictWidgetRoot DynamicWidgetRoot WidgetComponent WidgetRoot
    WidgetIcon WidgetTemplate WidgetTemplate.from_file WidgetTemplate.build WidgetTemplate.build_basic`),
  'chatkit.icons': words('VendorIconName LucideIconName IconName'),
};

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
