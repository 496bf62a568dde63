// What a site does for the task chat: it hands out a token for whoever is signed in. Not a module, and before the embed
// script, so that the function is there when the element first asks. The element keeps a token until a minute before its
// end, and asks again when the task server refuses it.
window.getTaskChatToken = (() => {
  const { from } = document.currentScript.dataset;

  return async () => {
    // Without this question, the console of everybody who is not signed in would show a failed request.
    if (!(await window.account.session.catch(() => true))) {
      window.account.goToSignIn();
      return null;
    }
    const response = await fetch(from, { credentials: 'include', cache: 'no-store' });
    if (response.status === 401) {
      // The session ended in the meantime, here or in another tab.
      window.account.goToSignIn();
      return null;
    }
    if (!response.ok) throw new Error(`The token could not be fetched (${response.status}).`);
    return (await response.json()).token;
  };
})();
