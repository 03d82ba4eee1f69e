package dev.sluice.agent.task;

import dev.sluice.agent.output.ChannelWriter;
import dev.sluice.agent.run.Execution;
import dev.sluice.host.RunControl;
import dev.sluice.host.RunListener;
import dev.sluice.wire.OutputChannel;

/** What a task says while it runs, on its way to the server. Used by one thread. */
final class TaskOutput implements RunListener {
  /** The host ends a run at its limit and says so; if it does not, we do. */
  private static final long HOST_ENDS_FIRST_MS = 5_000;

  private final Execution execution;
  private final ChannelWriter stdout;
  private final ChannelWriter stderr;

  TaskOutput(Execution execution) {
    this.execution = execution;
    this.stdout = execution.writer(OutputChannel.STDOUT);
    this.stderr = execution.writer(OutputChannel.STDERR);
  }

  @Override
  public void started(RunControl control) {
    execution.started(control::stop, HOST_ENDS_FIRST_MS);
  }

  @Override
  public void stdout(byte[] text) throws InterruptedException {
    stdout.write(text, text.length);
  }

  @Override
  public void stderr(byte[] text) throws InterruptedException {
    stderr.write(text, text.length);
  }

  @Override
  public void progress(byte[] event) throws InterruptedException {
    execution.progress(event);
  }

  void end() throws InterruptedException {
    stdout.end();
    stderr.end();
  }
}
