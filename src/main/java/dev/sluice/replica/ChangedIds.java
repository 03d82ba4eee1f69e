package dev.sluice.replica;

import dev.sluice.time.Coalesced;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The ids of documents that other servers have changed, until this server has read them. Those that
 * come during a read are read together afterwards, and a read that fails is repeated.
 */
public final class ChangedIds {
  private static final Logger LOG = Logger.getLogger(ChangedIds.class);

  /** Ids that one query reads. */
  private static final int AT_ONCE = 500;

  private static final Duration AGAIN_AFTER = Duration.ofMillis(500);

  private final Timers timers;
  private final Function<List<String>, Uni<Void>> read;
  private final Set<String> changed = ConcurrentHashMap.newKeySet();
  private final Coalesced reading;

  /**
   * @param what the documents, in the plural
   * @param read reads the documents of these ids
   */
  public ChangedIds(String what, Timers timers, Function<List<String>, Uni<Void>> read) {
    this.timers = timers;
    this.read = read;
    this.reading =
        new Coalesced(
            "reading the " + what + " that other servers changed",
            Infrastructure.getDefaultExecutor(),
            this::readSome);
  }

  /** The document of this id is to be read. */
  public void add(String id) {
    changed.add(id);
    reading.request();
  }

  private Uni<Void> readSome() {
    List<String> ids = changed.stream().limit(AT_ONCE).toList();
    ids.forEach(changed::remove);
    return ids.isEmpty()
        ? Uni.createFrom().voidItem()
        : read.apply(ids)
            .invoke(this::readTheRest)
            .onFailure()
            .recoverWithItem(e -> readAgain(ids, e));
  }

  private void readTheRest() {
    if (!changed.isEmpty()) {
      reading.request();
    }
  }

  /** While the store is away there is no use in a warning for each read. */
  private Void readAgain(List<String> ids, Throwable e) {
    LOG.debug("cannot read what other servers changed", e);
    changed.addAll(ids);
    timers.after(AGAIN_AFTER, reading::request);
    return null;
  }
}
