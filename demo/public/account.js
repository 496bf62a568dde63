// What the page knows of people: who is signed in, and how they come and go. They sign in at a server of another origin,
// whose cookie travels with these requests alone. Not a module, so that it is there before the embed script.
window.account = (() => {
  const server = document.currentScript.dataset.auth;

  async function ask(path, body) {
    const response = await fetch(`${server}/api/auth${path}`, {
      credentials: 'include',
      cache: 'no-store',
      ...(body && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw Object.assign(new Error(answer.message), { code: answer.code, status: response.status });
    return answer;
  }

  const session = ask('/get-session');
  // Whoever needs it hears of a failure; this page may be one where nobody does.
  session.catch(() => {});

  return {
    /** Who is signed in: `{user: {name, email}}`, or null. Fails when the server does not answer. */
    session,
    signIn: (email, password) => ask('/sign-in/email', { email, password }),
    signUp: (name, email, password) => ask('/sign-up/email', { name, email, password }),
    signOut: () => ask('/sign-out', {}),
    /** The sign-in, from which one comes back to this view of the page. */
    goToSignIn: () => location.replace(`/sign-in${location.search}`),
  };
})();
