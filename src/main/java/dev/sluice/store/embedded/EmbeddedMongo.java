package dev.sluice.store.embedded;

import de.bwaldvogel.mongo.MongoServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A database in a directory, speaking MongoDB's protocol on a free port of the loopback interface:
 * mongo-java-server over a storage of our own on H2's MVStore.
 *
 * <p>A write that was acknowledged survives the end of the process, however it ends; after a loss
 * of power the last seconds may be missing. See decision 0001, embedded store durability.
 *
 * <p>On disk it takes some three times the live data and 60 MiB when it writes as fast as it can;
 * in memory, a cache of 24 MB and up to 32 MiB of changed pages.
 *
 * <p>Lookups by {@code _id} or by another unique index are fast, every other query reads its whole
 * collection. There are no transactions, no TTL, no partial indexes, no updates by pipeline, and
 * collections cannot be renamed nor written by an aggregation.
 */
public final class EmbeddedMongo implements AutoCloseable {
  /**
   * Held, because a logger that nobody holds forgets its level. mongo-java-server tells of every
   * connection, and at debug level it formats every request, binaries as hex: a hundredth of the
   * speed. Who sets a level of its own for it gets that.
   */
  private static final Logger LIBRARY_LOG = Logger.getLogger("de.bwaldvogel.mongo");

  private final AtomicBoolean closed = new AtomicBoolean();
  private final Store store;
  private final Upkeep upkeep;
  private final MongoServer server;
  private final int port;

  private EmbeddedMongo(Store store) {
    this.store = store;
    this.server = new MongoServer(store.backend());
    int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1, threads);
    this.port = server.getLocalAddress().getPort();
    this.upkeep = Upkeep.start(store.file(), store.writes());
  }

  /**
   * Opens the store in the directory, creating both where they are missing, and listens.
   *
   * @throws StoreException if the directory cannot be written, another process has the store open,
   *     or the store is damaged; the message says which, and what to do
   */
  public static EmbeddedMongo open(Path directory) {
    return open(directory, Disk.LOCAL);
  }

  static EmbeddedMongo open(Path directory, Disk disk) {
    if (LIBRARY_LOG.getLevel() == null) {
      LIBRARY_LOG.setLevel(Level.SEVERE);
    }
    Store store = Store.open(directory, disk);
    try {
      return new EmbeddedMongo(store);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** The address for a MongoDB driver, with the options that fit this server. */
  public String connectionString() {
    return "mongodb://127.0.0.1:%d/?directConnection=true&retryWrites=false&retryReads=false"
        .formatted(port);
  }

  /**
   * Closes the connections and the store. The file is compacted if much of it is unused, which
   * takes up to about two seconds. Closing twice is closing once.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      upkeep.close();
      server.shutdownNow();
      store.close();
    }
  }
}
