package dev.sluice.schedule.match;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The jobs by which processes are started for the jobs of a kind, as far as this server knows. */
public final class SpawnJobs {
  private final Map<Kind, String> ids = new ConcurrentHashMap<>();

  /** The id of the job that starts a process for this kind; empty if none is known. */
  public Optional<String> find(Kind kind) {
    return Optional.ofNullable(ids.get(kind));
  }

  public void put(Kind kind, String jobId) {
    ids.put(kind, jobId);
  }

  /** Forgets the jobs of all other kinds. */
  public void retain(Collection<Kind> kinds) {
    ids.keySet().retainAll(kinds);
  }
}
