const form = document.querySelector('#sign-in');
const input = document.querySelector('#name');
const problem = document.querySelector('#problem');

async function signIn(name) {
  problem.textContent = '';
  try {
    const response = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
    });
    if (response.ok) {
      location.reload();
      return;
    }
    problem.textContent = (await response.json()).message;
  } catch {
    problem.textContent = 'This page does not answer at the moment. Please try again.';
  }
  input.focus();
}

for (const person of document.querySelectorAll('[data-name]')) {
  person.addEventListener('click', () => signIn(person.dataset.name));
}
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void signIn(input.value);
});
