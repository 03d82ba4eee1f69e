// Reads a stream with fetch and the npm package `eventsource-parser`, reconnecting as its users do.
// See ./run.
import { createParser } from 'eventsource-parser';

let cursor;
const parser = createParser({
  onEvent(event) {
    cursor = event.id ?? cursor;
    if (event.event === 'stdout' || event.event === 'stderr') {
      process.stdout.write(JSON.parse(event.data).text);
    } else if (['done', 'failed', 'cancelled'].includes(event.event)) {
      console.error(event.event);
    }
  },
});

async function read() {
  const headers = { Accept: 'text/event-stream', 'User-Agent': 'eventsource-parser' };
  if (cursor) headers['Last-Event-ID'] = cursor;
  const response = await fetch(process.argv[2], { headers });
  if (response.status === 204) return true;
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  const decoder = new TextDecoder();
  for await (const bytes of response.body) parser.feed(decoder.decode(bytes, { stream: true }));
  return false;
}

for (let over = false; !over; ) {
  try {
    over = await read();
  } catch (error) {
    console.error('error', error.message);
  }
  parser.reset();
  if (!over) await new Promise((resume) => setTimeout(resume, 500));
}
console.error('closed');
