package dev.sluice.agent.call;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A process that uses up its heap on one of an agent's threads. */
final class OutOfMemoryProbe {
  private static final List<byte[]> HELD = new ArrayList<>();

  private OutOfMemoryProbe() {}

  public static void main(String[] args) throws InterruptedException {
    Runnable end = args[1].equals("server") ? OutOfMemory::endServer : OutOfMemory::endAgent;
    if (args[1].equals("server")) {
      Runtime.getRuntime().addShutdownHook(new Thread(OutOfMemoryProbe::sayInOrder));
    }
    Threads threads = new Threads(end);
    switch (args[0]) {
      case "pool" -> threads.pool().execute(OutOfMemoryProbe::fill);
      case "timer" -> threads.after(Duration.ZERO, OutOfMemoryProbe::fill);
      default -> call(threads);
    }
    new CountDownLatch(1).await();
  }

  private static void sayInOrder() {
    HELD.clear();
    System.out.println("in order");
  }

  private static void call(Threads threads) {
    Map<String, String> headers = Map.of();
    URI nowhere = URI.create("http://127.0.0.1:1/");
    Call call = new Call(threads, "POST", nowhere, headers, ByteBuffer.allocate(0), 1_000);
    call.start()
        .handle(
            (reply, error) -> {
              fill();
              return "";
            })
        .exceptionally(
            failure -> {
              threads.report(failure);
              return "";
            });
  }

  private static void fill() {
    while (true) {
      HELD.add(new byte[100_000]);
    }
  }
}
