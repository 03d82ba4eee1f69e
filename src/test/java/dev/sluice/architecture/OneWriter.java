package dev.sluice.architecture;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Each collection has one class that writes to it: a class that calls a writing method of a
 * collection must own the entity from which it got the collection, and no class writes through an
 * entity's own methods.
 */
final class OneWriter extends ArchCondition<JavaClass> {
  private static final Map<String, String> WRITERS =
      Map.of(
          "Job", "Jobs",
          "Worker", "Workers",
          "StoredChunk", "OutputLog",
          "IdempotencyKey", "IdempotencyKeys",
          "TaskVersion", "TaskVersions",
          "StoredBundle", "Bundles",
          "TaskEvent", "TaskEvents",
          "SourceResult", "SourceResults");

  private static final String COLLECTION = "io.quarkus.mongodb.reactive.ReactiveMongoCollection";
  private static final String ENTITY =
      "io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase";
  private static final Pattern WRITE =
      Pattern.compile("(insert|update|delete|replace|findOneAnd|bulkWrite|drop|rename).*");
  private static final Pattern ENTITY_WRITE = Pattern.compile("(persist|update|delete).*");

  OneWriter() {
    super("write only to the collection that is theirs");
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
            && entities.stream().allMatch(e -> type.getSimpleName().equals(WRITERS.get(e)));
    writes.stream().filter(call -> !own).forEach(call -> violated(type, call, events));
    type.getAccessesFromSelf().stream()
        .filter(access -> isOn(access, ENTITY, ENTITY_WRITE))
        .forEach(access -> violated(type, access, events));
  }

  private static boolean isOn(JavaAccess<?> access, String owner, Pattern name) {
    return access.getTargetOwner().isAssignableTo(owner)
        && name.matcher(access.getName()).matches()
        && access instanceof JavaMethodCall;
  }

  private static void violated(JavaClass type, JavaAccess<?> access, ConditionEvents events) {
    events.add(SimpleConditionEvent.violated(type, access.getDescription()));
  }
}
