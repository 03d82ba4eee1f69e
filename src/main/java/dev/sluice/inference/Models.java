package dev.sluice.inference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.ProblemException;
import dev.sluice.text.Printable;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.Problem;
import dev.sluice.wire.worker.NodeProcess;
import dev.sluice.worker.process.Processes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The models of which the fleet has a process. */
@Singleton
final class Models {
  private final Processes processes;

  Models(Processes processes) {
    this.processes = processes;
  }

  /** Those with a process that has not ended, by name, in OpenAI's form. */
  ObjectNode list() {
    Map<String, ObjectNode> models = new TreeMap<>();
    for (NodeProcess process : processes.all()) {
      String id = process.modelId();
      if (id != null && !process.status().isFinal()) {
        models.merge(id, model(id, process), Models::older);
      }
    }
    ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
    list.putArray("data").addAll(models.values());
    return list;
  }

  /**
   * One of the list.
   *
   * @throws ProblemException 404 if it is not in the list
   */
  ObjectNode get(String id) {
    for (var model : list().path("data")) {
      if (model instanceof ObjectNode found && found.path("id").asText().equals(id)) {
        return found;
      }
    }
    throw unknown(id);
  }

  /**
   * The request, if it can be answered some time: a process of the model is there, though it may
   * have ended, or the request says how to spawn one.
   *
   * @throws ProblemException 404 otherwise
   */
  CompletionRequest checked(CompletionRequest asked) {
    boolean isKnown =
        processes.all().stream().anyMatch(process -> asked.model().equals(process.modelId()));
    if (!isKnown && !asked.submission().hasNonNull("spawn")) {
      throw unknown(asked.model());
    }
    return asked;
  }

  private static ProblemException unknown(String id) {
    String message =
        "there is no process of the model '" + Printable.excerpt(id, 80) + "' in the fleet";
    FieldError error = new FieldError("model", "model_not_found", message);
    return new ProblemException(
        new Problem("Not Found", 404, "model_not_found", message, List.of(error)));
  }

  private static ObjectNode model(String id, NodeProcess process) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", id)
        .put("object", "model")
        .put("created", process.startedAt().getEpochSecond())
        .put("owned_by", "sluice");
  }

  private static ObjectNode older(ObjectNode one, ObjectNode other) {
    return one.path("created").asLong() <= other.path("created").asLong() ? one : other;
  }
}
