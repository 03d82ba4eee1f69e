package dev.sluice.agent.process;

import dev.sluice.agent.output.ChannelWriter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;

/** Reads one stream of a process to its end. */
final class PipeReader implements Runnable {
  private static final Logger LOG = System.getLogger(PipeReader.class.getName());
  private static final int FIRST_BYTES = 8 << 10;

  /** What a pipe holds. */
  private static final int MAX_BYTES = 64 << 10;

  private final InputStream pipe;
  private final ChannelWriter writer;
  private final Pipes owner;

  PipeReader(InputStream pipe, ChannelWriter writer, Pipes owner) {
    this.pipe = pipe;
    this.writer = writer;
    this.owner = owner;
  }

  @Override
  public void run() {
    try (pipe) {
      read();
      writer.end();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "a pipe broke", e);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } finally {
      owner.ended();
    }
  }

  private void read() throws IOException, InterruptedException {
    byte[] bytes = new byte[FIRST_BYTES];
    // When the process ends, the JDK takes what is in a pipe of its own at that moment and closes
    // it, and whatever its children still write is lost (as with bash's `exec > >(tee log)`). It
    // locks the stream to do so, and as long as we have the lock the pipe stays open.
    synchronized (pipe) {
      for (int count = pipe.read(bytes); count >= 0; count = pipe.read(bytes)) {
        owner.heard();
        writer.write(bytes, count);
        if (count == bytes.length && count < MAX_BYTES) {
          bytes = Arrays.copyOf(bytes, MAX_BYTES);
        }
      }
    }
  }
}
