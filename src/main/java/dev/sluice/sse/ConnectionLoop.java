package dev.sluice.sse;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.Executor;

/** The event loop of a connection, on which its requests and responses are used. */
public final class ConnectionLoop {
  private ConnectionLoop() {}

  /** Runs tasks on the event loop of the connection whose request the calling thread handles. */
  public static Executor current() {
    Context loop = Vertx.currentContext();
    return task -> loop.runOnContext(ignored -> task.run());
  }
}
