package dev.sluice.task.sync;

import dev.sluice.wire.task.SyncError;
import java.util.List;
import java.util.Map;

/**
 * What all sources show at one time.
 *
 * @param views in the configured order
 * @param errors of sources that could not be read and of tasks in them that cannot be used
 * @param policies by name of the source
 */
record Showing(
    List<SourceView> views, List<SyncError> errors, Map<String, ConflictPolicy> policies) {
  Showing {
    views = List.copyOf(views);
    errors = List.copyOf(errors);
    policies = Map.copyOf(policies);
  }

  /** What happens to other content that a source has under a version that is stored. */
  ConflictPolicy policy(String source) {
    return policies.getOrDefault(source, ConflictPolicy.REJECT);
  }

  List<String> names() {
    return views.stream().map(SourceView::source).toList();
  }
}
