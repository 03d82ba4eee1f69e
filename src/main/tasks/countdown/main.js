// Each call of reportProgress becomes an event of the job's stream, besides the output of console.
async function main(input, context) {
  const { from, pause_ms: pause = 0 } = input;
  console.log(`${context.taskId} ${context.taskVersion}, from ${from}`);
  for (let left = from; left > 0; left--) {
    reportProgress({
      progress: (from - left) / from,
      step: 'counting',
      message: `${left} left`,
      data: { left },
    });
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  reportProgress({ progress: 1, step: 'done' });
  return { counted: from };
}
module.exports = { main };
