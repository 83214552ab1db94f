/** The page that asks for the token. `next` is where to go then; `message` says why one is here again. */
export function loginPage({ next, message }: { next: string; message?: string }): string {
  const alert = message === undefined ? '' : `<p id="problem" role="alert">${escapeHtml(message)}</p>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Log in · Webrunner</title>
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center;
  color: light-dark(#1c1f23, #e6e8ea); background: light-dark(#f6f7f8, #17191c); }
main { box-sizing: border-box; width: min(26rem, 100vw); padding: 2rem 1.5rem; }
h1 { font-size: 1.25rem; margin: 0 0 .75rem; }
p { margin: 0 0 1rem; }
label { display: block; font-weight: 600; margin-bottom: .25rem; }
input, button { box-sizing: border-box; width: 100%; font: inherit; padding: .5rem .625rem; border-radius: 6px; }
input { border: 1px solid light-dark(#8a9199, #6b737b); margin-bottom: 1rem; font-family: ui-monospace, monospace;
  color: inherit; background: light-dark(#fff, #1f2226); }
button { border: 0; cursor: pointer; font-weight: 600; color: #fff; background: #1a6dd0; }
button:hover { background: #155cb2; }
:focus-visible { outline: 2px solid light-dark(#1a6dd0, #7db4f5); outline-offset: 2px; }
code { font-family: ui-monospace, monospace; }
[role='alert'] { color: light-dark(#a01515, #ff9d94); }
</style>
</head>
<body>
<main>
<h1>Webrunner</h1>
<p>Paste the token: it is in the line <code>Webrunner ready</code> that the server printed, and in the file
<code>token</code> of its state directory (<code>~/.webrunner/token</code>).</p>
${alert}
<form method="post" action="/login">
<input type="hidden" name="next" value="${escapeHtml(next)}">
<label for="token">Token</label>
<input id="token" name="token" type="password" autocomplete="current-password" spellcheck="false" required autofocus${
    message === undefined ? '' : ' aria-invalid="true" aria-describedby="problem"'
  }>
<button type="submit">Log in</button>
</form>
</main>
</body>
</html>
`;
}

/** A page that goes on to `next` by itself. */
export function forwardPage(next: string): string {
  const url = escapeHtml(next);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=${url}">
<title>Webrunner</title>
</head>
<body><p><a href="${url}">Go on to Webrunner</a></p></body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
