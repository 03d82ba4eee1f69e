// Reads a stream with the EventSource of headless Chromium, which reconnects by itself. See ./run.
import { chromium } from 'playwright-core';

const stream = new URL(process.argv[2]);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
});
const context = await browser.newContext({ userAgent: 'chromium' });
const page = await context.newPage();
await page.exposeFunction('print', (text) => process.stdout.write(text));
await page.exposeFunction('note', (text) => console.error(text));
// A page of the same origin, as an EventSource requires.
await page.goto(new URL('/v1/stats', stream).href);
await page.evaluate(
  (url) =>
    new Promise((over) => {
      const source = new EventSource(url);
      for (const stream of ['stdout', 'stderr']) {
        source.addEventListener(stream, (event) => print(JSON.parse(event.data).text));
      }
      for (const end of ['done', 'failed', 'cancelled']) {
        source.addEventListener(end, () => note(end));
      }
      source.onerror = () => {
        note(`error, state ${source.readyState}`);
        if (source.readyState === EventSource.CLOSED) {
          note('closed');
          // Long enough to see that it does not reconnect.
          setTimeout(over, 7000);
        }
      };
    }),
  stream.pathname,
);
await browser.close();
