package dev.sluice.script;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.host.protocol.Frame;
import dev.sluice.host.protocol.FrameKind;
import dev.sluice.host.protocol.FramePipe;
import dev.sluice.host.protocol.RunOrder;
import dev.sluice.wire.Json;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The entry point of a task host. It takes orders from stdin, answers on stdout, and ends at the
 * end of stdin, which means that its owner has ended.
 */
public final class ScriptHost {
  /** Deep enough for some 10 000 calls of JavaScript. */
  private static final long STACK_BYTES = 16 << 20;

  private static final int COLLECT_FROM_PERCENT = 50;

  private final FramePipe pipe;
  private final ObjectMapper json = Json.mapper();
  private final BlockingQueue<Frame> orders = new LinkedBlockingQueue<>();
  private volatile @Nullable ScriptRun current;

  private ScriptHost(FramePipe pipe) {
    this.pipe = pipe;
  }

  public static void main(String[] args) throws IOException {
    FramePipe pipe =
        new FramePipe(
            new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
    // Output of libraries must not mix with the frames.
    System.setOut(System.err);
    // Ctrl-C reaches all processes of a terminal; the owner decides when its hosts end.
    Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
    new ScriptHost(pipe).serve();
  }

  private void serve() throws IOException {
    Thread runner = new Thread(null, this::runOrders, "script", STACK_BYTES);
    runner.setDaemon(true);
    runner.start();
    for (Frame frame = pipe.read(); frame != null; frame = pipe.read()) {
      if (frame.kind() == FrameKind.INTERRUPT) {
        interrupt(ByteBuffer.wrap(frame.body()).getLong());
      } else {
        orders.add(frame);
      }
    }
    Runtime.getRuntime().halt(0);
  }

  private void interrupt(long number) {
    ScriptRun run = current;
    if (run != null && run.number() == number) {
      run.stop();
    }
  }

  private void runOrders() {
    try (ScriptEngine engine = new ScriptEngine()) {
      engine.warmUp();
      pipe.write(FrameKind.READY, new byte[0]);
      while (true) {
        run(engine, orders.take());
      }
    } catch (IOException | InterruptedException ownerGone) {
      Runtime.getRuntime().halt(0);
    } catch (Throwable broken) {
      broken.printStackTrace(System.err);
      Runtime.getRuntime().halt(1);
    }
  }

  private void run(ScriptEngine engine, Frame frame) throws IOException {
    RunOrder order = json.readValue(frame.body(), RunOrder.class);
    ScriptRun run = new ScriptRun(engine, order, pipe, System::nanoTime);
    current = run;
    try (run) {
      var result = frame.kind() == FrameKind.CHECK ? run.check() : run.run();
      pipe.write(FrameKind.RESULT, json.writeValueAsBytes(result.toJson()));
    } finally {
      current = null;
    }
    pipe.write(FrameKind.IDLE, new byte[] {heapPercent()});
  }

  /** Percent of the heap that is in use, after a garbage collection when that could matter. */
  private static byte heapPercent() {
    int percent = allocatedPercent();
    if (percent >= COLLECT_FROM_PERCENT) {
      System.gc();
      percent = allocatedPercent();
    }
    return (byte) percent;
  }

  private static int allocatedPercent() {
    Runtime runtime = Runtime.getRuntime();
    return (int) ((runtime.totalMemory() - runtime.freeMemory()) * 100 / runtime.maxMemory());
  }
}
