document.querySelector('#sign-out').addEventListener('click', async () => {
  await fetch('/session', { method: 'DELETE' });
  location.reload();
});

// Which model answers is the task server's to say.
const chat = document.querySelector('task-chat');
try {
  const response = await fetch(new URL('embed/info.json', chat.getAttribute('api-url')));
  const { model } = await response.json();
  const offline = model.kind === 'offline';
  const pill = document.querySelector('#model');
  pill.textContent = offline ? 'Offline model' : model.name;
  pill.hidden = false;
  document.querySelector('#model-note').textContent = offline
    ? 'Answers come from the built-in offline model. Set OPENAI_API_KEY for OpenAI.'
    : `Answers come from ${model.name}.`;
} catch {
  document.querySelector('#assistant-wait').textContent =
    'The task server does not answer. Start it with “npm run server”, then reload this page.';
}
