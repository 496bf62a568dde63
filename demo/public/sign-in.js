const { account } = window;
const form = document.querySelector('#account');
const problem = document.querySelector('#problem');
const other = document.querySelector('#other');
const { name, email, password } = form.elements;

/** The people of the demonstration have one that is no secret (demo/auth/people.ts). */
const PASSWORD = 'good work starts with a clear bench';

const NO_ANSWER = 'The sign-in server does not answer. Please try again in a moment.';
/** By Better Auth's codes: what people read, and the field that it is about. */
const PROBLEMS = {
  INVALID_EMAIL_OR_PASSWORD: ['E-mail and password do not match. Please check both.', email],
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: ['There is an account with this e-mail already. Sign in instead.', email],
  VALIDATION_ERROR: ['This e-mail address is not complete.', email],
  INVALID_EMAIL: ['This e-mail address is not complete.', email],
  PASSWORD_TOO_SHORT: ['Please take a password of at least 8 characters.', password],
  PASSWORD_TOO_LONG: ['Please take a password of at most 128 characters.', password],
};

let isNew = false;

function goIn() {
  location.replace(`/${location.search}`);
}

function tell(text, field) {
  problem.textContent = text;
  field?.setAttribute('aria-invalid', 'true');
  field?.focus();
}

/** One at a time; what goes wrong is told in the form. */
async function attempt(comeIn) {
  tell('');
  for (const field of [name, email, password]) field.removeAttribute('aria-invalid');
  const buttons = [...document.querySelectorAll('button')];
  for (const button of buttons) button.disabled = true;
  document.querySelector('#submit').setAttribute('aria-busy', 'true');
  try {
    await comeIn();
    goIn();
    return;
  } catch (error) {
    for (const button of buttons) button.disabled = false;
    const [text, field] = PROBLEMS[error.code] ?? [
      error.status === 429 ? 'Too many tries. Please wait a little.' : NO_ANSWER,
    ];
    tell(text, field);
  }
  document.querySelector('#submit').removeAttribute('aria-busy');
}

/** The first field that is not filled in, as far as the page can tell. */
function findGap() {
  if (isNew && !name.value.trim()) return ['Please tell us your name.', name];
  if (!email.value.trim()) return ['Please enter your e-mail address.', email];
  if (!email.checkValidity()) return PROBLEMS.INVALID_EMAIL;
  if (!password.value) return ['Please enter your password.', password];
  return undefined;
}

for (const person of document.querySelectorAll('[data-email]')) {
  person.addEventListener('click', () => attempt(() => account.signIn(person.dataset.email, PASSWORD)));
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const gap = findGap();
  if (gap) return tell(...gap);
  const [mail, secret] = [email.value.trim(), password.value];
  void attempt(() => (isNew ? account.signUp(name.value.trim(), mail, secret) : account.signIn(mail, secret)));
});

other.addEventListener('click', () => {
  isNew = !isNew;
  tell('');
  document.querySelector('#name-field').hidden = !isNew;
  document.querySelector('#password-hint').hidden = !isNew;
  password.autocomplete = isNew ? 'new-password' : 'current-password';
  document.querySelector('#account-title').textContent = isNew ? 'Create an account' : 'Sign in';
  document.querySelector('#submit').textContent = isNew ? 'Create account' : 'Sign in';
  other.textContent = isNew ? 'I have an account' : 'New here? Create an account';
  (isNew ? name : email).focus();
});

account.session.then(
  (session) => session && goIn(),
  () => tell(NO_ANSWER),
);
