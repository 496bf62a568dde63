const { account } = window;
const chat = document.querySelector('task-chat');

document.querySelector('#again').addEventListener('click', () => location.reload());
document.querySelector('#sign-out').addEventListener('click', async () => {
  try {
    await account.signOut();
    // What is left of the conversation in this tab goes too.
    await chat.signOut?.();
    account.goToSignIn();
  } catch {
    showTrouble();
  }
});

try {
  const session = await account.session;
  if (session) greet(session.user);
  else account.goToSignIn();
} catch {
  showTrouble();
}

function greet({ name }) {
  const words = name.split(' ').filter((word) => /[\p{L}\p{N}]/u.test(word));
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  const initials = ends.map((word) => [...word].find((char) => /[\p{L}\p{N}]/u.test(char)).toUpperCase());
  document.querySelector('#name').textContent = name;
  document.querySelector('#first-name').textContent = words[0] ?? name;
  document.querySelector('#initials').textContent = initials.join('');
  document.body.classList.remove('waiting');
}

function showTrouble() {
  document.body.classList.add('waiting');
  document.querySelector('#trouble').hidden = false;
  document.querySelector('#again').focus();
}

// Which model answers is the task server's to say.
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
