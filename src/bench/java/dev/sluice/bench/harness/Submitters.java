package dev.sluice.bench.harness;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntUnaryOperator;

/** Concurrent clients with one connection each; each runs one job after another. */
public final class Submitters {
  private Submitters() {}

  /** One job from submission to its end. */
  public interface Work {
    void run(HttpConnection http) throws IOException;
  }

  /**
   * The number of jobs per second that {@code clients} clients complete.
   *
   * @throws Exception the failure of a client
   */
  public static double rate(ServerProcess server, int clients, long millis, Work work)
      throws Exception {
    return rate(client -> server.port(), clients, millis, work);
  }

  /**
   * As above, over several servers.
   *
   * @param ports the server of each client, by the number of the client
   */
  public static double rate(IntUnaryOperator ports, int clients, long millis, Work work)
      throws Exception {
    AtomicLong done = new AtomicLong();
    AtomicReference<Exception> failure = new AtomicReference<>();
    CountDownLatch ended = new CountDownLatch(clients);
    long began = System.nanoTime();
    long until = began + millis * 1_000_000;
    for (int c = 0; c < clients; c++) {
      int port = ports.applyAsInt(c);
      new Thread(
              () -> {
                try (HttpConnection http = new HttpConnection(port)) {
                  while (System.nanoTime() < until && failure.get() == null) {
                    work.run(http);
                    done.incrementAndGet();
                  }
                } catch (Exception e) {
                  failure.set(e);
                } finally {
                  ended.countDown();
                }
              })
          .start();
    }
    ended.await();
    if (failure.get() != null) {
      throw failure.get();
    }
    double rate = done.get() / ((System.nanoTime() - began) / 1e9);
    Benchmark.say("%d submitters: %.0f jobs/s", clients, rate);
    return rate;
  }
}
