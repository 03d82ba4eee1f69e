package dev.sluice.agent.inference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.agent.output.ChannelWriter;
import dev.sluice.agent.run.Execution;
import dev.sluice.wire.output.OutputChannel;
import java.nio.charset.StandardCharsets;

/** Writes the text of an answer to the output of its job. For one thread. */
final class TokenWriter implements Completion.Printer {
  private final Execution execution;
  private final ChannelWriter stdout;
  private boolean begun;

  /** The first half of a character that the process split over two parts, or empty. */
  private String half = "";

  TokenWriter(Execution execution) {
    this.execution = execution;
    this.stdout = execution.writer(OutputChannel.STDOUT);
  }

  /** Whether anything was written. */
  boolean hasBegun() {
    return begun;
  }

  @Override
  public void text(String text) throws InterruptedException {
    begun = true;
    String joined = half + text;
    int end = joined.length();
    boolean isSplit = end > 0 && Character.isHighSurrogate(joined.charAt(end - 1));
    half = isSplit ? joined.substring(end - 1) : "";
    byte[] bytes = joined.substring(0, end - half.length()).getBytes(StandardCharsets.UTF_8);
    stdout.write(bytes, bytes.length);
  }

  /** Bytes that are not of a completion, as they are. */
  void bytes(byte[] bytes, int length) throws InterruptedException {
    begun = true;
    stdout.write(bytes, length);
  }

  @Override
  public void progress(JsonNode event) throws InterruptedException {
    begun = true;
    execution.progress(event.toString().getBytes(StandardCharsets.UTF_8));
  }

  void end() throws InterruptedException {
    byte[] rest = half.getBytes(StandardCharsets.UTF_8); // a replacement, since it is no character
    stdout.write(rest, rest.length);
    stdout.end();
  }
}
