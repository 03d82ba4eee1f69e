package dev.sluice.architecture;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Each collection has one class that writes to it: a class that calls a writing method of a
 * collection must own the entity from which it got the collection, and no class writes through an
 * entity's own methods.
 */
final class OneWriter extends ArchCondition<JavaClass> {
  private static final Map<String, String> WRITERS =
      Map.ofEntries(
          Map.entry("Job", "Jobs"),
          Map.entry("Worker", "Workers"),
          Map.entry("StoredChunk", "OutputLog"),
          Map.entry("IdempotencyKey", "IdempotencyKeys"),
          Map.entry("TaskVersion", "TaskVersions"),
          Map.entry("DisabledTask", "DisabledTasks"),
          Map.entry("StoredBundle", "Bundles"),
          Map.entry("TaskEvent", "TaskEvents"),
          Map.entry("SourceResult", "SourceResults"),
          Map.entry("LeaderLease", "LeaderLeases"),
          Map.entry("Member", "Members"),
          Map.entry("SchemaVersion", "Migrations"),
          Map.entry("SignalBatch", "SignalLog"),
          Map.entry("GridFile", "GridFiles"),
          Map.entry("GridChunk", "GridChunks"),
          Map.entry("FileUpload", "Uploads"),
          Map.entry("Account", "Accounts"));

  private static final Class<?> COLLECTION = ReactiveMongoCollection.class;
  private static final Class<?> ENTITY = ReactivePanacheMongoEntityBase.class;
  private static final Pattern WRITE =
      Pattern.compile("(insert|update|delete|replace|findOneAnd|bulkWrite|drop(?!Index)|rename).*");
  private static final Pattern ENTITY_WRITE = Pattern.compile("(persist|update|delete).*");

  private final Map<String, String> writers;
  private final Set<String> unknown = new TreeSet<>();

  OneWriter() {
    this(WRITERS);
  }

  /**
   * @param writers the class that writes to the collection of each entity, by simple names; a name
   *     that no checked class has is a violation, because such an entry guards nothing
   */
  OneWriter(Map<String, String> writers) {
    super("write only to the collection that is theirs");
    this.writers = writers;
  }

  @Override
  public void init(Collection<JavaClass> types) {
    unknown.clear();
    writers.forEach((entity, writer) -> unknown.addAll(List.of(entity, writer)));
    types.forEach(type -> unknown.remove(type.getSimpleName()));
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    List<JavaMethodCall> writes =
        type.getMethodCallsFromSelf().stream()
            .filter(call -> isOn(call, COLLECTION, WRITE))
            .toList();
    Set<String> entities =
        type.getMethodCallsFromSelf().stream()
            .filter(call -> call.getName().equals("mongoCollection"))
            .map(call -> call.getTargetOwner().getSimpleName())
            .collect(Collectors.toSet());
    boolean own =
        !entities.isEmpty()
            && entities.stream().allMatch(e -> type.getSimpleName().equals(writers.get(e)));
    writes.stream().filter(call -> !own).forEach(call -> violated(type, call, events));
    type.getAccessesFromSelf().stream()
        .filter(access -> isOn(access, ENTITY, ENTITY_WRITE))
        .forEach(access -> violated(type, access, events));
  }

  @Override
  public void finish(ConditionEvents events) {
    unknown.forEach(
        name ->
            events.add(
                SimpleConditionEvent.violated(name, name + " is in WRITERS, but does not exist")));
  }

  private static boolean isOn(JavaAccess<?> access, Class<?> owner, Pattern name) {
    return access.getTargetOwner().isAssignableTo(owner)
        && name.matcher(access.getName()).matches()
        && access instanceof JavaMethodCall;
  }

  private static void violated(JavaClass type, JavaAccess<?> access, ConditionEvents events) {
    events.add(SimpleConditionEvent.violated(type, access.getDescription()));
  }
}
