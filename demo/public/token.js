// What a site does for the task chat: it hands out a token for whoever is signed in. Not a module, and before the embed
// script, so that the function is there when the element first asks.
window.getTaskChatToken = async () => {
  const response = await fetch('/token');
  if (response.status === 401) {
    // The session is over: this page becomes the sign-in.
    location.reload();
    return undefined;
  }
  if (!response.ok) throw new Error('The token could not be fetched.');
  return (await response.json()).token;
};
