// Reads a stream with the npm package `eventsource`, which reconnects by itself. See ./run.
import { EventSource } from 'eventsource';

const source = new EventSource(process.argv[2], {
  fetch: (url, init) =>
    fetch(url, { ...init, headers: { ...init.headers, 'User-Agent': 'eventsource' } }),
});
for (const stream of ['stdout', 'stderr']) {
  source.addEventListener(stream, (event) => process.stdout.write(JSON.parse(event.data).text));
}
for (const end of ['done', 'failed', 'cancelled']) {
  source.addEventListener(end, () => console.error(end));
}
source.onerror = (error) => {
  console.error('error', error.code ?? '', error.message ?? '');
  if (source.readyState === EventSource.CLOSED) {
    console.error('closed');
    // Long enough to see that it does not reconnect.
    setTimeout(() => process.exit(error.code === 204 ? 0 : 1), 7000);
  }
};
