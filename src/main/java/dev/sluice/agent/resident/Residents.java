package dev.sluice.agent.resident;

import dev.sluice.agent.run.InvalidJobException;
import dev.sluice.time.Timers;
import dev.sluice.wire.worker.Assignment;
import dev.sluice.wire.worker.NodeProcess;
import dev.sluice.wire.worker.ProcessStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The processes of this agent, in memory: there are none after a restart. Those that have ended
 * stay listed for a while, until another process takes their id. Thread-safe.
 */
public final class Residents {
  private static final Duration LISTED_AFTER_END = Duration.ofMinutes(5);
  private static final int MOST_ENDED = 50;

  private final String workerId;
  private final Clock clock;
  private final Timers timers;
  private final ProcessLoad load;
  private final Map<String, Resident> byId = new LinkedHashMap<>();
  private volatile Runnable onChange = () -> {};

  public Residents(String workerId, Clock clock, Timers timers) {
    this.workerId = workerId;
    this.clock = clock;
    this.timers = timers;
    this.load = new ProcessLoad(timers);
  }

  /** Sets what runs after each change of the list or of a state. */
  public void onChange(Runnable call) {
    onChange = call;
  }

  /**
   * Lists a new process as {@code STARTING}.
   *
   * @throws InvalidJobException when a process that has not ended has its id
   */
  void register(SpawnOrder order, Assignment job) throws InvalidJobException {
    synchronized (this) {
      Resident present = byId.get(order.processId());
      if (present != null && !present.status().isFinal()) {
        throw new InvalidJobException(
            "process_exists", "the process " + order.processId() + " exists on this worker");
      }
      byId.remove(order.processId());
      byId.put(
          order.processId(),
          new Resident(order, job, workerId, clock.instant(), timers.nanoTime()));
      forgetEnded();
    }
    onChange.run();
  }

  /** The oldest of those that have ended, and those that ended long ago. */
  private void forgetEnded() {
    long before = timers.nanoTime() - LISTED_AFTER_END.toNanos();
    byId.values().removeIf(resident -> resident.endedBefore(before));
    List<String> ended = new ArrayList<>();
    byId.forEach(
        (id, resident) -> {
          if (resident.status().isFinal()) {
            ended.add(id);
          }
        });
    ended.stream().limit(Math.max(0, ended.size() - MOST_ENDED)).forEach(byId::remove);
  }

  /**
   * @throws NoSuchElementException when no process has this id
   */
  void update(String id, Consumer<Resident> change) {
    synchronized (this) {
      change.accept(present(id));
    }
    onChange.run();
  }

  /**
   * A slot of a process, held for one request.
   *
   * @param port on loopback
   */
  public record Slot(String processId, int port, Runnable onClose) implements AutoCloseable {
    /** Gives the slot back; once. */
    @Override
    public void close() {
      onClose.run();
    }
  }

  /** Takes a slot of the least busy process that serves the model; empty if none is free. */
  public Optional<Slot> take(String modelId) {
    Optional<Slot> taken;
    synchronized (this) {
      taken =
          byId.values().stream()
              .filter(resident -> resident.serves(modelId))
              .min(Comparator.comparingDouble(Resident::occupancy))
              .flatMap(this::slotOf);
    }
    onChange.run();
    return taken;
  }

  /** How many requests all processes serve at once. */
  public synchronized int slots() {
    return byId.values().stream().mapToInt(Resident::slots).sum();
  }

  private Optional<Slot> slotOf(Resident resident) {
    resident.taken();
    return Optional.ofNullable(resident.port())
        .map(port -> new Slot(resident.processId(), port, () -> free(resident)));
  }

  private void free(Resident resident) {
    synchronized (this) {
      resident.freed();
    }
    onChange.run();
  }

  void ended(String id, Resident.End end) {
    long now = timers.nanoTime();
    update(id, resident -> resident.ended(end, now));
  }

  /**
   * @throws NoSuchElementException when no process has this id
   */
  NodeProcess get(String id) {
    synchronized (this) {
      return present(id).report(timers.nanoTime(), ProcessLoad.Load.NONE);
    }
  }

  /**
   * @throws NoSuchElementException when no process has this id
   */
  void remove(String id) {
    synchronized (this) {
      present(id);
      byId.remove(id);
    }
    onChange.run();
  }

  private Resident present(String id) {
    Resident found = byId.get(id);
    if (found == null) {
      throw new NoSuchElementException("no process " + id);
    }
    return found;
  }

  synchronized List<NodeProcess> list(ProcessStatus status) {
    return report().stream().filter(process -> process.status() == status).toList();
  }

  /** All processes with their load since the last call, in the order of their starts. */
  public synchronized List<NodeProcess> report() {
    forgetEnded();
    if (byId.isEmpty()) {
      return List.of();
    }
    List<Long> alive = byId.values().stream().map(Resident::pid).filter(Objects::nonNull).toList();
    Map<Long, ProcessLoad.Load> loads = load.of(alive);
    long now = timers.nanoTime();
    return byId.values().stream()
        .map(resident -> resident.report(now, loadOf(resident.pid(), loads)))
        .toList();
  }

  private static ProcessLoad.Load loadOf(@Nullable Long pid, Map<Long, ProcessLoad.Load> loads) {
    return pid == null ? ProcessLoad.Load.NONE : loads.getOrDefault(pid, ProcessLoad.Load.NONE);
  }
}
