package dev.sluice.legacy.executor.execute;

import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.attempt.Attempt;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.output.LogChunk;
import dev.sluice.output.stream.FleetView;
import dev.sluice.output.stream.StreamFormat;
import dev.sluice.sse.ByteBuilder;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The output of a job as text between two rules, as the older executor sends it. */
final class PlainOutput implements StreamFormat {
  private static final int WIDTH = 80;

  private final String command;
  private boolean printed;

  PlainOutput(String command) {
    this.command = command;
  }

  @Override
  public void hello(Job job, @Nullable String cursor, ByteBuilder out) {
    out.write("> ").write(command).write("\n").write("-".repeat(WIDTH)).write("\n");
  }

  @Override
  public void status(Job job, Optional<FleetView.Pending> pending, ByteBuilder out) {}

  @Override
  public void attempt(Attempt attempt, ByteBuilder out) {}

  @Override
  public Buffer chunk(LogChunk chunk, int entry) {
    List<OutputFrame> frames = chunk.frames();
    ByteBuilder out = new ByteBuilder(256);
    for (OutputFrame frame : frames.subList(entry, frames.size())) {
      if (frame.channel().isBytes()) {
        ByteBuffer bytes = frame.bytes().duplicate();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        out.write(copy, 0, copy.length);
        printed = printed || copy.length > 0;
      } else if (frame.channel() == OutputChannel.GAP) {
        missing(out);
      }
    }
    return out.toBuffer();
  }

  @Override
  public void gap(String from, @Nullable String to, String reason, ByteBuilder out) {
    missing(out);
  }

  /** Either a part is lost, or an agent has sent the whole again, which follows. */
  private static void missing(ByteBuilder out) {
    out.write("\n[output is missing here, or is repeated from its start]\n");
  }

  @Override
  public void end(Job job, String cursor, ByteBuilder out) {
    if (job.status == JobStatus.COMPLETED && !printed) {
      out.write("Command executed successfully with no output\n");
    } else if (job.status == JobStatus.CANCELLED) {
      out.write("\nJob cancelled by user\n");
    } else if (job.status == JobStatus.FAILED) {
      failed(job, out);
    }
    out.write("\n").write("=".repeat(WIDTH)).write("\nExecution completed!\n");
  }

  private void failed(Job job, ByteBuilder out) {
    Integer exitCode = job.result == null ? null : job.result.exitCode();
    if (job.reason != EndReason.EXIT_CODE || exitCode == null) {
      String why = job.resultView().map(result -> result.error()).map(e -> e.message()).orElse("");
      out.write("\nCommand failed: ").write(why.isEmpty() ? "" + job.reason : why).write("\n");
    } else if (!printed) {
      out.write("Command failed with exit code " + exitCode + "\n");
    }
  }

  @Override
  public void cut(ByteBuilder out) {}

  @Override
  public void keepAlive(@Nullable String workerId, OptionalLong heartbeatAgeMs, ByteBuilder out) {
    out.write("\n");
  }
}
