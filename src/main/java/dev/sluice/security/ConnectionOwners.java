package dev.sluice.security;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/**
 * Finds the account that opened a connection on the loopback interface. One read of the tables
 * answers all connections that wait for it; those that come during a read wait for the next one,
 * since the read may have passed their row.
 */
final class ConnectionOwners {
  private static final Logger LOG = Logger.getLogger(ConnectionOwners.class);

  private final List<TcpTable> tables;
  private final Executor executor;
  private Map<String, CompletableFuture<OptionalInt>> waiting = new HashMap<>();
  private boolean reading;

  /**
   * @param executor runs reads of files
   */
  ConnectionOwners(List<TcpTable> tables, Executor executor) {
    this.tables = tables;
    this.executor = executor;
  }

  /**
   * The uid of the process at the other end; empty if no process holds that end, or it is on
   * another machine. Completes on the thread that read.
   */
  CompletionStage<OptionalInt> of(InetSocketAddress remote, InetSocketAddress local) {
    CompletableFuture<OptionalInt> owner = new CompletableFuture<>();
    synchronized (this) {
      TcpTable.keys(remote, local).forEach(key -> waiting.put(key, owner));
      if (reading) {
        return owner;
      }
      reading = true;
    }
    executor.execute(this::readAll);
    return owner;
  }

  private void readAll() {
    for (Map<String, CompletableFuture<OptionalInt>> batch = take();
        !batch.isEmpty();
        batch = take()) {
      Map<String, CompletableFuture<OptionalInt>> wanted = batch;
      tables.forEach(table -> read(table, wanted));
      wanted.values().forEach(owner -> owner.complete(OptionalInt.empty()));
    }
  }

  private synchronized Map<String, CompletableFuture<OptionalInt>> take() {
    Map<String, CompletableFuture<OptionalInt>> batch = waiting;
    waiting = new HashMap<>();
    reading = !batch.isEmpty();
    return batch;
  }

  private static void read(TcpTable table, Map<String, CompletableFuture<OptionalInt>> wanted) {
    try {
      table.read(
          (key, owner) -> {
            CompletableFuture<OptionalInt> asked = wanted.get(key);
            if (asked != null) {
              owner.uid().ifPresent(uid -> asked.complete(OptionalInt.of(uid)));
            }
          });
    } catch (IOException | NumberFormatException e) {
      LOG.warnf("the owners of connections cannot be read: %s", e.getMessage());
    }
  }
}
