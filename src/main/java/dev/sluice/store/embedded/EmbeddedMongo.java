package dev.sluice.store.embedded;

import de.bwaldvogel.mongo.MongoServer;
import dev.sluice.store.embedded.disk.Disk;
import dev.sluice.store.embedded.disk.Sync;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A database in a directory that serves MongoDB's protocol on a free port of the loopback
 * interface: mongo-java-server on top of a storage of our own, which uses H2's MVStore. It serves
 * the drivers that were given its {@link #connectionString}, and no others.
 *
 * <p>A write that was acknowledged survives the end of the process, however it ends; after a loss
 * of power the writes since the last checkpoint may be missing, with {@link Sync#FULL} none. See
 * decision 0001, embedded store durability.
 *
 * <p>Under full write load it takes about three times the live data plus 60 MiB on disk, and in
 * memory a cache of 24 MB plus up to 32 MiB of changed pages.
 *
 * <p>An index serves equality, {@code $in} and one range, an {@code $or} of these, the order by
 * {@code _id}, and the count of one value; every other query reads its whole collection, and so
 * does an aggregation. There are no transactions, no TTL, no partial indexes, no updates by
 * pipeline, and collections cannot be renamed nor written by an aggregation.
 */
public final class EmbeddedMongo implements AutoCloseable {
  /**
   * Kept in a field because a logger that is garbage collected forgets its level. mongo-java-server
   * logs every connection; at debug level it formats every request, binaries as hex, and becomes a
   * hundred times slower. A level that the operator has set stays.
   */
  private static final Logger LIBRARY_LOG = Logger.getLogger("de.bwaldvogel.mongo");

  private static final Set<EmbeddedMongo> OPEN = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean closed = new AtomicBoolean();
  private final DocumentStore store;
  private final Maintenance maintenance;
  private final MongoServer server;
  private final int port;

  private EmbeddedMongo(DocumentStore store) {
    this.store = store;
    this.server = new MongoServer(store.backend());
    int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1, threads);
    this.port = server.getLocalAddress().getPort();
    this.maintenance = Maintenance.start(store.file(), store.writes());
    OPEN.add(this);
  }

  /**
   * Whether a store of this process closed itself because a write failed half-way. It refuses every
   * command then; a restart of the process opens it again, with all acknowledged writes.
   */
  public static boolean hasFailed() {
    return OPEN.stream().anyMatch(open -> open.store.file().isClosed());
  }

  /**
   * Opens the store in the directory, creates both if they are absent, and listens.
   *
   * @throws StoreException if the directory cannot be written, another process has the store open,
   *     or the store is damaged; the message says which, and what the operator can do
   */
  public static EmbeddedMongo open(Path directory) {
    return open(directory, Sync.NORMAL);
  }

  /** As {@link #open(Path)}, with another promise about a loss of power. */
  public static EmbeddedMongo open(Path directory, Sync sync) {
    return open(directory, Disk.LOCAL, sync);
  }

  static EmbeddedMongo open(Path directory, Disk disk, Sync sync) {
    if (LIBRARY_LOG.getLevel() == null) {
      LIBRARY_LOG.setLevel(Level.SEVERE);
    }
    DocumentStore store = DocumentStore.open(directory, disk, sync);
    try {
      return new EmbeddedMongo(store);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /**
   * The address for a MongoDB driver, with the options that fit this server. It contains the secret
   * by which the store knows its clients, so it must not be logged.
   */
  public String connectionString() {
    String options = "directConnection=true&retryWrites=false&retryReads=false";
    return "mongodb://127.0.0.1:%d/?%s&appName=%s"
        .formatted(port, options, store.backend().admission().applicationName());
  }

  /** The store of this process that serves the address; empty for a MongoDB server. */
  public static Optional<EmbeddedMongo> serving(String connectionString) {
    return OPEN.stream().filter(open -> open.connectionString().equals(connectionString)).findAny();
  }

  /**
   * All that is stored now, while commands go on.
   *
   * @throws StoreException if the store has closed itself
   */
  public StoreImage image() {
    if (store.file().isClosed()) {
      throw new StoreException("The embedded store closed itself; restart the server");
    }
    return store.writes().image();
  }

  /**
   * Closes the connections and the store. The file is compacted if much of it is unused, which
   * takes up to about two seconds. A second call does nothing.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      OPEN.remove(this);
      maintenance.close();
      server.shutdownNow();
      store.close();
    }
  }

  /** Takes checkpoints, compacts the file and watches the free space while the store is open. */
  private static final class Maintenance implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EmbeddedMongo.class.getName());
    private static final int TIDY_SECONDS = 2;
    private static final int CHECKPOINT_SECONDS = 5;

    private final ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            runnable -> {
              Thread thread = new Thread(runnable, "store-maintenance");
              thread.setDaemon(true);
              return thread;
            });

    private Maintenance() {}

    static Maintenance start(StoreFile file, Writes writes) {
      Maintenance maintenance = new Maintenance();
      maintenance.every(1, writes::watchSpace);
      maintenance.every(TIDY_SECONDS, file::tidy);
      maintenance.every(CHECKPOINT_SECONDS, writes::checkpointIfChanged);
      return maintenance;
    }

    private void every(int seconds, Runnable task) {
      var unused =
          timer.scheduleWithFixedDelay(() -> perform(task), seconds, seconds, TimeUnit.SECONDS);
    }

    /** Catches what a task throws, since the timer would not run it again. */
    private static void perform(Runnable task) {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "Maintenance of the store failed; trying again", e);
      }
    }

    /** Waits for the running task: interrupting it would close the file that it uses. */
    @Override
    public void close() {
      timer.shutdown();
      try {
        if (!timer.awaitTermination(10, TimeUnit.SECONDS)) {
          LOG.log(System.Logger.Level.WARNING, "Maintenance of the store is still running");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
