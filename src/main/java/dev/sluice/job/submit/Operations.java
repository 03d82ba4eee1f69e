package dev.sluice.job.submit;

import dev.sluice.job.Job;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The known operations, by name and alias. */
@ApplicationScoped
public class Operations {
  private final Map<String, Operation> byName = new HashMap<>();

  public Operations(@All List<Operation> operations) {
    for (Operation operation : operations) {
      add(operation.name(), operation);
      operation.aliases().forEach(alias -> add(alias, operation));
    }
  }

  public Optional<Operation> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  public Optional<ServerOperation> onServer(Job job) {
    return find(job.operation)
        .filter(ServerOperation.class::isInstance)
        .map(ServerOperation.class::cast);
  }

  /** Whether the server itself runs it. */
  public boolean isOnServer(String name) {
    return byName.get(name) instanceof ServerOperation;
  }

  /** Every name, aliases included, sorted. */
  public List<String> names() {
    return List.copyOf(new TreeSet<>(byName.keySet()));
  }

  private void add(String name, Operation operation) {
    if (byName.putIfAbsent(name, operation) != null) {
      throw new IllegalStateException("two operations are called " + name);
    }
  }
}
