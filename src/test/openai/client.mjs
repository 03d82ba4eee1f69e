// Uses a model by OpenAI's library for Node; prints one line of JSON for each trial. See ./run.
import OpenAI from "openai";

const [url, , model] = process.argv.slice(2);
const client = new OpenAI({ baseURL: url + "/v1", apiKey: "none", maxRetries: 0 });
const messages = [{ role: "user", content: "hi" }];
const text = (count) => Array.from({ length: count }, (_, i) => `tök${i} `).join("");
const report = (trial, passed, more = {}) =>
  console.log(JSON.stringify({ trial, passed: Boolean(passed), ...more }));

async function read(stream) {
  let seen = "";
  for await (const part of stream) {
    seen += part.choices[0]?.delta?.content ?? "";
  }
  return seen;
}

const whole = await client.chat.completions.create({ model, messages, max_tokens: 7 });
report("node whole", whole.choices[0].message.content === text(7) && whole.usage.completion_tokens === 7);

const parts = await client.chat.completions.create({ model, messages, max_tokens: 9, stream: true });
report("node streamed", (await read(parts)) === text(9));

const helper = client.chat.completions.stream({ model, messages, max_tokens: 5 });
const final = await helper.finalChatCompletion();
report("node stream helper", final.choices[0].message.content === text(5));

const refusal = await client.chat.completions.create({ model: "absent", messages }).catch((e) => e);
report("node unknown model", refusal instanceof OpenAI.NotFoundError && refusal.code === "model_not_found");

const { data, response } = await client.chat.completions
  .create({ model, messages, max_tokens: 100000, stream: true },
    { headers: { "X-Sluice-On-Disconnect": "cancel" } })
  .withResponse();
const id = response.headers.get("X-Sluice-Job-Id");
for await (const part of data) {
  if (part.choices[0].delta.content) {
    data.controller.abort();
    break;
  }
}
let status = "";
for (let i = 0; i < 300 && status !== "CANCELLED"; i++) {
  status = (await (await fetch(`${url}/v1/jobs/${id}`)).json()).status;
  await new Promise((done) => setTimeout(done, 50));
}
report("node cancel", status === "CANCELLED");

const many = await Promise.all(Array.from({ length: 50 }, async (_, i) =>
  (await read(await client.chat.completions.create(
    { model, messages, max_tokens: 20 + i, stream: true }))) === text(20 + i)));
report("node 50 at once", many.every(Boolean), { right: many.filter(Boolean).length });

const models = await client.models.list();
report("node models", models.data.some((m) => m.id === model) && (await client.models.retrieve(model)).id === model);
