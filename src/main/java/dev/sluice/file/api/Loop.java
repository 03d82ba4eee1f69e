package dev.sluice.file.api;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.Executor;

/** The event loop of a connection: requests and responses are used on theirs. */
public final class Loop {
  private Loop() {}

  /** That of the caller. */
  public static Executor current() {
    Context loop = Vertx.currentContext();
    return work -> loop.runOnContext(now -> work.run());
  }
}
